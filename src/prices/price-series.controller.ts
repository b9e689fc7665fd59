import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { FastifyReply } from 'fastify';
import { Access } from '../accounts';
import { Limited } from '../platform/rate-limit';
import { ApiSeries, newestRequest, prefersStream, rangeRequest, SeriesResponder } from '../platform/time-series';
import { LatestPricesQuery, PRICE_EXAMPLES, PriceDto, PriceSeriesQuery, PRICE_SERIES } from './price-series.dto';

@ApiTags('prices')
@Access('read')
@Limited('export', prefersStream)
@Controller('api/v1/prices')
export class PriceSeriesController {
  constructor(private readonly responder: SeriesResponder) {}

  @Get()
  @ApiOperation({ summary: 'Prices of one or several symbols: symbol by symbol from A to Z, each by day' })
  @ApiSeries(PRICE_SERIES, PriceDto, PRICE_EXAMPLES)
  find(@Query() query: PriceSeriesQuery, @Res() reply: FastifyReply): Promise<void> {
    return this.responder.send(rangeRequest(PRICE_SERIES, query.symbols, query), query.shape, reply);
  }

  @Get('latest')
  @ApiOperation({ summary: 'The newest price of each symbol; a symbol without any has no row' })
  @ApiSeries(PRICE_SERIES, PriceDto, PRICE_EXAMPLES.slice(1))
  findLatest(@Query() query: LatestPricesQuery, @Res() reply: FastifyReply): Promise<void> {
    return this.responder.send(newestRequest(PRICE_SERIES, query.symbols, query), query.shape, reply);
  }
}
