export { IMPORT_SOURCE, ImportPricesService, PriceImport } from './import/import-prices.service';
export {
  DEMO_SOURCE,
  IngestCounts,
  IngestRequest,
  IngestResult,
  MANUAL_SOURCE,
  QuarantinedRows,
} from './ingest/ingest';
export { PriceBar, PriceBatch } from './ingest/price-bar';
export { PriceIngestModule } from './ingest/price-ingest.module';
export { PriceIngestService } from './ingest/price-ingest.service';
export { PriceRun, PriceRunService } from './ingest/price-run.service';
export { PriceChangeListener, PriceChanges } from './price-changes';
export { PriceChangesModule } from './price-changes.module';
export { AssetCoverage, PriceCoverage } from './price-coverage';
export { PriceHistory } from './price-history';
export { PriceHistoryModule } from './price-history.module';
export { PriceSeriesModule } from './price-series.module';
