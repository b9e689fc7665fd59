export { IMPORT_SOURCE, ImportPricesService, PriceImport } from './ingest/import-prices.service';
export { IngestCounts, IngestRequest, IngestResult, QuarantinedRows } from './ingest/ingest-result';
export { PriceIngestService } from './ingest/price-ingest.service';
export { PriceChangeListener, PriceChanges, PriceRun, PriceRunService } from './ingest/price-run.service';
export { AssetCoverage, PriceCoverage } from './price-coverage';
export { PriceHistory } from './price-history';
export { PriceReadersModule, PricesModule } from './prices.module';
export { DEMO_SOURCE, MANUAL_SOURCE, PriceBar, PriceBatch } from './validation/price-bar';
