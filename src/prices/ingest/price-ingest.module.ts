import { Module } from '@nestjs/common';
import { AssetsModule } from '../../assets';
import { QuarantineRepository } from '../quarantine/quarantine.repository';
import { QuarantinedPricesRepository } from '../quarantine/quarantined-prices.repository';
import { DemoPricesRepository } from './demo-prices.repository';
import { ExaminationService } from './examination.service';
import { IncomingPricesRepository } from './incoming-prices.repository';
import { PriceIngestService } from './price-ingest.service';
import { PriceLevelsRepository } from './price-levels.repository';

/** The way in for prices of any source. */
@Module({
  imports: [AssetsModule],
  providers: [
    PriceIngestService,
    ExaminationService,
    IncomingPricesRepository,
    PriceLevelsRepository,
    DemoPricesRepository,
    QuarantineRepository,
    QuarantinedPricesRepository,
  ],
  exports: [PriceIngestService, QuarantinedPricesRepository],
})
export class PriceIngestModule {}
