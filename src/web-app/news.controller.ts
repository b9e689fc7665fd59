import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../accounts';

const EMPTY_LIST = { schema: { type: 'array', items: { type: 'object' }, maxItems: 0 } } as const;

/** No source of news is configured. The lists are empty, so that the page can be shown, and a header gives the reason. */
@ApiTags('web app')
@Access('read')
@Controller('api/v1/news')
export class NewsController {
  @Get('search')
  @Header('X-Feature-Status', 'not-configured')
  @ApiOperation({ summary: 'News: an empty list, because no source is configured' })
  @ApiOkResponse(EMPTY_LIST)
  search(): never[] {
    return [];
  }

  @Get('trending')
  @Header('X-Feature-Status', 'not-configured')
  @ApiOperation({ summary: 'Symbols in the news: an empty list, because no source is configured' })
  @ApiOkResponse(EMPTY_LIST)
  trending(): never[] {
    return [];
  }
}
