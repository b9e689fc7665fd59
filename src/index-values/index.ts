export { BackgroundRecomputationService } from './background-recomputation.service';
export { IndexChartService } from './index-chart.service';
export { DatedRiskMetrics, Holding, IndexHistory } from './index-history';
export { IndexDefinition, NewIndex } from './index-definition';
export { IndexDefinitionsService } from './index-definitions.service';
export { IndexRecomputationService } from './index-recomputation.service';
export { IndexValuesModule } from './index-values.module';
