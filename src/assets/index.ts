export {
  Asset,
  ASSET_KINDS,
  AssetChange,
  AssetKind,
  FETCH_SOURCES,
  FetchSource,
  isSymbol,
  NewAsset,
  SYMBOL_FORM,
  SYMBOL_PATTERN,
} from './asset.entity';
export { AssetsModule } from './assets.module';
export { AssetsService } from './assets.service';
export { DEFAULT_ASSETS, DEFAULT_BENCHMARK, DEMO_EXCHANGE_RATES } from './default-assets';
