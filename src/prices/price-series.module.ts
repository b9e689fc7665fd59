import { Module } from '@nestjs/common';
import { SeriesModule } from '../platform/time-series';
import { PriceSeriesController } from './price-series.controller';

/** Reading prices; apart from the module that changes them, with which it shares tables and no code. */
@Module({ imports: [SeriesModule], controllers: [PriceSeriesController] })
export class PriceSeriesModule {}
