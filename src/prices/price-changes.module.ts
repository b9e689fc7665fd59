import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts';
import { AssetsModule } from '../assets';
import { RunsModule } from '../runs';
import { CorrectionsController } from './corrections/corrections.controller';
import { CorrectionsRepository } from './corrections/corrections.repository';
import { CorrectionsService } from './corrections/corrections.service';
import { ImportPricesService } from './import/import-prices.service';
import { PriceIngestModule } from './ingest/price-ingest.module';
import { PriceRunService } from './ingest/price-run.service';
import { QuarantineController } from './quarantine/quarantine.controller';
import { QuarantineService } from './quarantine/quarantine.service';

/** Everything that changes prices. Needs a `PriceChangeListener` that is provided globally. */
@Module({
  imports: [AccountsModule, AssetsModule, RunsModule, PriceIngestModule],
  controllers: [QuarantineController, CorrectionsController],
  providers: [PriceRunService, ImportPricesService, QuarantineService, CorrectionsService, CorrectionsRepository],
  exports: [PriceIngestModule, PriceRunService, ImportPricesService],
})
export class PriceChangesModule {}
