import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../accounts';

const NOTHING = { schema: { type: 'array', items: { type: 'object' }, maxItems: 0 } } as const;

/** There is no source of news: the lists are empty, so that the page shows itself, and a header says why. */
@ApiTags('web app')
@Access('read')
@Controller('api/v1/news')
export class NewsController {
  @Get('search')
  @Header('X-Feature-Status', 'not-configured')
  @ApiOperation({ summary: 'News: an empty list, no source is configured' })
  @ApiOkResponse(NOTHING)
  search(): never[] {
    return [];
  }

  @Get('trending')
  @Header('X-Feature-Status', 'not-configured')
  @ApiOperation({ summary: 'Symbols in the news: an empty list, no source is configured' })
  @ApiOkResponse(NOTHING)
  trending(): never[] {
    return [];
  }
}
