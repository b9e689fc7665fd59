import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Access, Requested } from '../../accounts';
import { BodyOptional } from '../../platform/http';
import { Requester } from '../../runs';
import {
  QuarantinePageDto,
  ReleaseDto,
  QuarantineListQuery,
  QuarantineParameter,
  ReleaseQuery,
} from './quarantine.dto';
import { QuarantineService } from './quarantine.service';

@ApiTags('imports')
@Access('ops')
@Controller('api/v1/quarantined-prices')
export class QuarantineController {
  constructor(private readonly quarantine: QuarantineService) {}

  @Get()
  @ApiOperation({ summary: 'Quarantine entries: rows that broke a rule, newest first' })
  @ApiOkResponse({ type: QuarantinePageDto })
  list(@Query() { limit, cursor, ...filter }: QuarantineListQuery): Promise<QuarantinePageDto> {
    return this.quarantine.list(filter, limit, cursor);
  }

  @Access('write')
  @Post(':id/release')
  @BodyOptional()
  @HttpCode(200)
  @ApiOperation({ summary: 'Stores an entry as a confirmed price and rebuilds the indices, in one transaction' })
  @ApiOkResponse({ type: ReleaseDto })
  @ApiNotFoundResponse({ description: 'There is no such quarantined price' })
  @ApiConflictResponse({ description: 'The entry is no longer open, or it cannot be a price of a known asset' })
  async release(
    @Param() { id }: QuarantineParameter,
    @Query() { alike }: ReleaseQuery,
    @Requested() requester: Requester,
  ): Promise<ReleaseDto> {
    return { runId: await this.quarantine.release(id, alike, requester) };
  }

  @Access('write')
  @Post(':id/discard')
  @BodyOptional()
  @HttpCode(204)
  @ApiOperation({ summary: 'Discards an entry; the same row from the same source is not listed again' })
  @ApiNoContentResponse({ description: 'The entry is discarded' })
  @ApiNotFoundResponse({ description: 'There is no such quarantined price' })
  @ApiConflictResponse({ description: 'The entry is no longer open' })
  discard(@Param() { id }: QuarantineParameter, @Requested() requester: Requester): Promise<void> {
    return this.quarantine.discard(id, requester);
  }
}
