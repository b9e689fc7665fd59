import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts';
import { AssetsModule } from '../assets';
import { SeriesModule } from '../platform/time-series';
import { RunsModule } from '../runs';
import { CorrectionsController } from './corrections/corrections.controller';
import { CorrectionsRepository } from './corrections/corrections.repository';
import { CorrectionsService } from './corrections/corrections.service';
import { AnomalyDetectionService } from './ingest/anomaly-detection.service';
import { DemoPricesRepository } from './ingest/demo-prices.repository';
import { ImportPricesService } from './ingest/import-prices.service';
import { PriceIngestService } from './ingest/price-ingest.service';
import { PriceRunService } from './ingest/price-run.service';
import { PriceSegmentsRepository } from './ingest/price-segments.repository';
import { QuarantineWriter } from './ingest/quarantine-writer.repository';
import { StagingTableRepository } from './ingest/staging-table.repository';
import { PriceCoverage } from './price-coverage';
import { PriceHistory } from './price-history';
import { PriceSeriesController } from './price-series.controller';
import { QuarantineController } from './quarantine/quarantine.controller';
import { QuarantineRepository } from './quarantine/quarantine.repository';
import { QuarantineService } from './quarantine/quarantine.service';

/** Everything that changes prices. Needs a `PriceChangeListener` that is provided globally. */
@Module({
  imports: [AccountsModule, AssetsModule, RunsModule],
  controllers: [QuarantineController, CorrectionsController],
  providers: [
    PriceIngestService,
    PriceRunService,
    ImportPricesService,
    AnomalyDetectionService,
    StagingTableRepository,
    PriceSegmentsRepository,
    DemoPricesRepository,
    QuarantineWriter,
    QuarantineService,
    QuarantineRepository,
    CorrectionsService,
    CorrectionsRepository,
  ],
  exports: [PriceIngestService, PriceRunService, ImportPricesService],
})
export class PricesModule {}

/** Reading prices. Separate, because what is computed from prices reads them and is called by the module that changes them. */
@Module({
  imports: [SeriesModule],
  controllers: [PriceSeriesController],
  providers: [PriceHistory, PriceCoverage],
  exports: [PriceHistory, PriceCoverage],
})
export class PriceReadersModule {}
