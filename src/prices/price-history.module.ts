import { Module } from '@nestjs/common';
import { PriceCoverage } from './price-coverage';
import { PriceHistory } from './price-history';

/** Apart from the module that changes prices: that one needs those who compute from them, and they need this. */
@Module({ providers: [PriceHistory, PriceCoverage], exports: [PriceHistory, PriceCoverage] })
export class PriceHistoryModule {}
