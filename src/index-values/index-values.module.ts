import { Global, Module } from '@nestjs/common';
import { AccountsModule } from '../accounts';
import { AssetsModule } from '../assets';
import { PriceChangeListener, PriceReadersModule } from '../prices';
import { JobsModule } from '../platform/jobs';
import { SeriesModule } from '../platform/time-series';
import { RunsModule } from '../runs';
import { IndexChartController } from './index-chart.controller';
import { IndexChartService } from './index-chart.service';
import { IndexHistory } from './index-history';
import { IndexDefinitionsController } from './index-definitions.controller';
import { IndexDefinitionsRepository } from './index-definitions.repository';
import { IndexDefinitionsService } from './index-definitions.service';
import { IndexRecomputationService } from './index-recomputation.service';
import { IndexRebuildRepository } from './rebuild/index-rebuild.repository';
import { IndexComputer } from './rebuild/index-computer';
import { IndexRebuildService } from './rebuild/index-rebuild.service';
import { BackgroundRecomputationService } from './background-recomputation.service';
import { IndexSeriesController } from './index-series.controller';

/** Global for `PriceChangeListener`: prices report their changes without knowing indices. */
@Global()
@Module({
  imports: [AccountsModule, AssetsModule, JobsModule, PriceReadersModule, RunsModule, SeriesModule],
  controllers: [IndexDefinitionsController, IndexSeriesController, IndexChartController],
  providers: [
    IndexDefinitionsService,
    IndexDefinitionsRepository,
    IndexRecomputationService,
    IndexRebuildService,
    IndexComputer,
    IndexRebuildRepository,
    IndexChartService,
    IndexHistory,
    BackgroundRecomputationService,
    { provide: PriceChangeListener, useExisting: IndexRecomputationService },
  ],
  exports: [
    PriceChangeListener,
    BackgroundRecomputationService,
    IndexDefinitionsService,
    IndexRecomputationService,
    IndexChartService,
    IndexHistory,
  ],
})
export class IndexValuesModule {}
