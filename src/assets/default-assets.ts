import { NewAsset } from './asset.entity';

const equity = (symbol: string, name: string, sector: string): NewAsset => ({ symbol, name, sector, kind: 'equity' });
const fund = (symbol: string, name: string, sector: string): NewAsset => ({ symbol, name, sector, kind: 'etf' });

/** The benchmark of the default indices. */
export const DEFAULT_BENCHMARK = '^GSPC';

const exchangeRate = (symbol: string, name: string): NewAsset => ({ symbol, name, kind: 'fx', currency: 'USD' });

/** The exchange rates of the demo market. */
export const DEMO_EXCHANGE_RATES: readonly NewAsset[] = [
  exchangeRate('EUR/USD', 'Euro in US dollars'),
  exchangeRate('GBP/USD', 'British pound in US dollars'),
  exchangeRate('JPY/USD', 'Japanese yen in US dollars'),
];

/** The assets created by the first start. */
export const DEFAULT_ASSETS: readonly NewAsset[] = [
  equity('AAPL', 'Apple Inc.', 'Technology'),
  equity('MSFT', 'Microsoft Corporation', 'Technology'),
  equity('GOOGL', 'Alphabet Inc. Class A', 'Communication Services'),
  equity('AMZN', 'Amazon.com Inc.', 'Consumer Discretionary'),
  equity('META', 'Meta Platforms Inc.', 'Communication Services'),
  equity('TSLA', 'Tesla Inc.', 'Consumer Discretionary'),
  equity('NVDA', 'NVIDIA Corporation', 'Technology'),
  fund('SPY', 'SPDR S&P 500 ETF Trust', 'Benchmark'),
  fund('GLD', 'SPDR Gold Shares', 'Commodity'),
  fund('SLV', 'iShares Silver Trust', 'Commodity'),
  fund('USO', 'United States Oil Fund', 'Commodity'),
  fund('TLT', 'iShares 20+ Year Treasury Bond ETF', 'Bond'),
  fund('IEF', 'iShares 7-10 Year Treasury Bond ETF', 'Bond'),
  { symbol: DEFAULT_BENCHMARK, name: 'S&P 500', sector: 'Benchmark', kind: 'index' },
];
