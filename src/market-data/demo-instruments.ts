import { CalendarDay } from '../platform/utils/days';

export const FACTORS = ['market', 'technology', 'rates', 'gold', 'oil', 'dollar'] as const;

export type Factor = (typeof FACTORS)[number];

interface Split {
  readonly on: CalendarDay;
  /** New shares for one old. */
  readonly ratio: number;
}

/** How a made-up price moves. Rates of return are a day's, as fractions. */
export interface Instrument {
  readonly symbol: string;
  /** Close before the first day, as adjusted for every split of the table. */
  readonly start: number;
  readonly drift: number;
  /** By how much it moves with each factor. */
  readonly loadings: Partial<Readonly<Record<Factor, number>>>;
  /** Standard deviation of what it does by itself. */
  readonly own: number;
  /** Share of its distance from `start` that it makes good in a day. */
  readonly pull: number;
  /** Usual number of shares a day; 0 is none reported. */
  readonly volume: number;
  readonly splits: readonly Split[];
  /** Of how many days one is missing; 0 is none. */
  readonly gapEvery: number;
}

type Traits = Partial<Omit<Instrument, 'symbol' | 'start' | 'loadings' | 'own'>>;

function instrument(
  symbol: string,
  start: number,
  loadings: Instrument['loadings'],
  own: number,
  traits: Traits = {},
): Instrument {
  return { symbol, start, loadings, own, drift: 0, pull: 0, volume: 0, splits: [], gapEvery: 0, ...traits };
}

const shares = (symbol: string, start: number, market: number, technology: number, own: number, traits: Traits) =>
  instrument(symbol, start, { market, technology }, own, traits);

const exchangeRate = (symbol: string, start: number, dollar: number, own = 0.003) =>
  instrument(symbol, start, { dollar }, own, { pull: 0.004 });

/** The instruments of the demo market: the assets of the first start, some more, and exchange rates. */
export const INSTRUMENTS: ReadonlyMap<string, Instrument> = new Map(
  [
    shares('AAPL', 42.3, 1.05, 0.6, 0.0105, {
      drift: 0.0004,
      volume: 90e6,
      splits: [{ on: '2020-08-31', ratio: 4 }],
    }),
    shares('MSFT', 85.5, 1.0, 0.6, 0.0085, { drift: 0.0004, volume: 28e6 }),
    shares('GOOGL', 52.7, 1.0, 0.55, 0.0105, {
      drift: 0.0002,
      volume: 32e6,
      splits: [{ on: '2022-07-18', ratio: 20 }],
    }),
    shares('AMZN', 58.5, 1.05, 0.7, 0.012, { drift: 0.0002, volume: 60e6, splits: [{ on: '2022-06-06', ratio: 20 }] }),
    shares('META', 176.5, 1.1, 0.6, 0.0155, { drift: 0.0002, volume: 24e6 }),
    shares('TSLA', 20.8, 1.3, 0.8, 0.028, {
      drift: 0.0006,
      volume: 110e6,
      splits: [
        { on: '2020-08-31', ratio: 5 },
        { on: '2022-08-25', ratio: 3 },
      ],
      gapEvery: 400,
    }),
    shares('NVDA', 4.9, 1.35, 1.1, 0.019, {
      drift: 0.0008,
      volume: 300e6,
      splits: [
        { on: '2021-07-20', ratio: 4 },
        { on: '2024-06-10', ratio: 10 },
      ],
    }),
    shares('JPM', 106.9, 1.05, -0.2, 0.01, { volume: 12e6 }),
    shares('JNJ', 139.7, 0.55, -0.15, 0.008, { volume: 7e6 }),
    instrument('XOM', 83.6, { market: 0.8, oil: 0.35 }, 0.01, { volume: 15e6 }),
    instrument('SPY', 266.9, { market: 1 }, 0.0002, { volume: 80e6 }),
    instrument('QQQ', 155.8, { market: 1.05, technology: 0.55 }, 0.0012, { drift: 0.0001, volume: 45e6 }),
    instrument('GLD', 123.7, { gold: 1 }, 0.0003, { drift: 0.0001, volume: 8e6 }),
    instrument('SLV', 16, { gold: 1.35, market: 0.2 }, 0.0105, { volume: 20e6, gapEvery: 350 }),
    instrument('USO', 96, { oil: 1 }, 0.002, { pull: 0.002, volume: 5e6, gapEvery: 250 }),
    instrument('TLT', 126.9, { rates: 1.9, market: -0.15 }, 0.0012, { pull: 0.001, volume: 20e6 }),
    instrument('IEF', 105.6, { rates: 0.85, market: -0.07 }, 0.0006, { pull: 0.001, volume: 6e6 }),
    instrument('^GSPC', 2673.6, { market: 1 }, 0),
    exchangeRate('EUR/USD', 1.2, -1),
    exchangeRate('GBP/USD', 1.35, -0.9),
    exchangeRate('AUD/USD', 0.78, -0.9),
    exchangeRate('USD/JPY', 112.6, 0.8),
    exchangeRate('USD/CHF', 0.97, 0.8),
    exchangeRate('USD/CAD', 1.25, 0.6),
    exchangeRate('USD/CNY', 6.5, 0.3, 0.0015),
  ].map((each) => [each.symbol, each]),
);
