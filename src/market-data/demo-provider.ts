import { CalendarDay, dayNumber, dayOf } from '../platform/utils/days';
import {
  BarsRequest,
  DailyBar,
  FetchOutcome,
  MarketDataProvider,
  ProviderFacts,
  currencyOf,
  ProviderError,
} from './market-data-provider';
import { INSTRUMENTS, Instrument } from './demo-instruments';
import { isSession, isWeekday } from '../platform/utils/nyse-calendar';
import { Walk, simulateBars, walk } from './demo-market';

const NAME = 'demo';
const FIRST_DAY = '2018-01-02';

/** Pairs that are the reciprocals of instruments, so that the two never contradict each other. */
const RECIPROCALS: ReadonlyMap<string, string> = new Map([['JPY/USD', 'USD/JPY']]);

/** The newest day of which the demo market has prices: exchange rates trade on every weekday. */
export function newestDemoDay(lastCompleted: CalendarDay): CalendarDay {
  let day = dayNumber(lastCompleted);
  while (!isWeekday(day)) day -= 1;
  return dayOf(day);
}

/**
 * A made-up market that is always the same: what a close is depends on symbol and day alone (and, as with any vendor
 * that adjusts for splits, on which splits have happened by now). It has the holidays of New York, crises, splits and
 * missing days, so that everything can be tried without a key.
 */
export class DemoProvider implements MarketDataProvider {
  readonly name = NAME;
  readonly facts: ProviderFacts = {
    adjustment: 'splits',
    timeZone: 'America/New_York',
    currency: 'USD',
    historyFrom: FIRST_DAY,
  };

  private market = new DemoMarket(FIRST_DAY);

  /** @param lastCompletedSession the day of the last session that has ended, now; there are no bars after it */
  constructor(private readonly lastCompletedSession: () => CalendarDay) {}

  fetchDailyBars(request: BarsRequest): Promise<FetchOutcome[]> {
    if (request.signal?.aborted) return Promise.reject(new ProviderError(NAME, 'aborted', 'The call was aborted'));
    const market = this.marketOfToday();
    const outcomes = request.symbols.map((symbol) => outcomeOf(symbol, request, market));
    request.onProgress?.(outcomes.length, outcomes.length);
    return Promise.resolve(outcomes);
  }

  /** The factors take longer than a symbol; they are worth keeping as long as the day lasts. */
  private marketOfToday(): DemoMarket {
    const asOf = this.lastCompletedSession();
    if (this.market.asOf !== asOf) this.market = new DemoMarket(asOf);
    return this.market;
  }
}

/** Exchange rates move on every weekday, all else on the days of the exchange. */
class DemoMarket {
  private readonly sessions: Walk;
  private readonly weekdays: Walk;

  constructor(readonly asOf: CalendarDay) {
    this.sessions = walk(FIRST_DAY, asOf, isSession);
    this.weekdays = walk(FIRST_DAY, asOf, isWeekday);
  }

  walkOf(instrument: Instrument): Walk {
    return instrument.symbol.includes('/') ? this.weekdays : this.sessions;
  }
}

function outcomeOf(symbol: string, request: BarsRequest, market: DemoMarket): FetchOutcome {
  const currency = currencyOf(symbol, { ...request, currencies: {} }, 'USD');
  const reciprocal = RECIPROCALS.get(symbol);
  const instrument = INSTRUMENTS.get(reciprocal ?? symbol);
  const failure = { kind: 'failure', symbol, provider: NAME } as const;
  if (!instrument) return { ...failure, category: 'not_found', message: `The demo market has no ${symbol}` };
  if (currencyOf(symbol, request, 'USD') !== currency) {
    return { ...failure, category: 'malformed', message: `${symbol} is in ${currency} at the demo market` };
  }
  const bars = simulateBars(instrument, market.walkOf(instrument), request);
  const own = reciprocal === undefined ? bars : bars.map(reciprocalOf);
  return { kind: 'bars', symbol, provider: NAME, currency, bars: own };
}

/** Eight decimals: a yen costs less than a cent. */
function reciprocalOf({ date, open, high, low, close }: DailyBar): DailyBar {
  const inverse = (price: DailyBar['close'] = close): string => (1 / Number(price)).toFixed(8);
  return { date, open: inverse(open), high: inverse(low), low: inverse(high), close: inverse(close) };
}
