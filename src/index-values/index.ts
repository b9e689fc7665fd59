export { BackgroundRecomputationService } from './background-recomputation.service';
export { IndexChartService } from './chart/index-chart.service';
export { IndexLevelsRepository } from './chart/index-levels.repository';
export { IndexDefinition, NewIndex } from './index-definition';
export { IndexDefinitionsService } from './index-definitions.service';
export { DatedRiskMetrics, Holding, IndexHistory } from './index-history';
export { IndexRecomputationService } from './index-recomputation.service';
export { IndexValuesModule } from './index-values.module';
