import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts';
import { AssetsModule } from '../assets';
import { PriceHistoryModule } from '../prices';
import { JobsModule } from '../platform/jobs';
import { SeriesModule } from '../platform/time-series';
import { RunsModule } from '../runs';
import { IndexChartController } from './chart/index-chart.controller';
import { IndexChartService } from './chart/index-chart.service';
import { IndexLevelsRepository } from './chart/index-levels.repository';
import { IndexDefinitionsController } from './index-definitions.controller';
import { IndexDefinitionsRepository } from './index-definitions.repository';
import { IndexDefinitionsService } from './index-definitions.service';
import { IndexHistory } from './index-history';
import { IndexRecomputationService } from './index-recomputation.service';
import { ComputedSeriesRepository } from './rebuild/computed-series.repository';
import { IndexComputer } from './rebuild/index-computer';
import { IndexRebuildService } from './rebuild/index-rebuild.service';
import { RebuildInputsRepository } from './rebuild/rebuild-inputs.repository';
import { BackgroundRecomputationService } from './background-recomputation.service';
import { IndexSeriesController } from './series/index-series.controller';

@Module({
  imports: [AccountsModule, AssetsModule, JobsModule, PriceHistoryModule, RunsModule, SeriesModule],
  controllers: [IndexDefinitionsController, IndexSeriesController, IndexChartController],
  providers: [
    IndexDefinitionsService,
    IndexDefinitionsRepository,
    IndexRecomputationService,
    IndexRebuildService,
    IndexComputer,
    RebuildInputsRepository,
    ComputedSeriesRepository,
    IndexChartService,
    IndexLevelsRepository,
    IndexHistory,
    BackgroundRecomputationService,
  ],
  exports: [
    BackgroundRecomputationService,
    IndexDefinitionsService,
    IndexRecomputationService,
    IndexChartService,
    IndexLevelsRepository,
    IndexHistory,
  ],
})
export class IndexValuesModule {}
