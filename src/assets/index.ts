export { Asset, ASSET_KINDS, AssetKind, isSymbol, NewAsset, SYMBOL_FORM, SYMBOL_PATTERN } from './asset.entity';
export { AssetsModule } from './assets.module';
export { AssetsService } from './assets.service';
export { DEFAULT_ASSETS, DEFAULT_BENCHMARK, DEMO_EXCHANGE_RATES } from './default-assets';
