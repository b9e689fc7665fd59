import { Global, Module } from '@nestjs/common';
import { IndexRecomputationService, IndexValuesModule } from './index-values';
import { PriceChangeListener } from './prices';

/** Who is told of changed prices: prices must not know it, so it is said here. */
@Global()
@Module({
  imports: [IndexValuesModule],
  providers: [{ provide: PriceChangeListener, useExisting: IndexRecomputationService }],
  exports: [PriceChangeListener],
})
export class ChangeWiringModule {}
