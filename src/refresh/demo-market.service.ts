import { Injectable } from '@nestjs/common';
import { AssetsService, DEFAULT_ASSETS, DEMO_EXCHANGE_RATES } from '../assets';
import { DemoProvider } from '../market-data';
import { Transactional } from '../platform/database';
import { ExchangeCalendar } from '../platform/utils/exchange-calendar';
import { DEMO_SOURCE, PriceBar, PriceCoverage, PriceRunService } from '../prices';
import { Requester, RunsService } from '../runs';

/** Another instance may be loading the demo market: this one waits for it. */
const TIMEOUT_MS = 60_000;

/** Loads the demo market of the first start. */
@Injectable()
export class DemoMarketService {
  constructor(
    private readonly calendar: ExchangeCalendar,
    private readonly assets: AssetsService,
    private readonly coverage: PriceCoverage,
    private readonly prices: PriceRunService,
    private readonly runs: RunsService,
  ) {}

  /** Stores the made-up prices up to the last completed session, unless the database ever held a price. */
  async load(requester: Requester): Promise<void> {
    if (await this.coverage.everHeldPrices()) return;
    const until = this.calendar.lastCompletedSession();
    await this.store(await barsUntil(until), until, requester);
  }

  @Transactional({ lockTimeout: TIMEOUT_MS, statementTimeout: TIMEOUT_MS })
  protected async store(bars: readonly PriceBar[], until: string, requester: Requester): Promise<void> {
    await this.runs.lockData();
    if (await this.coverage.everHeldPrices()) return;
    await this.assets.ensure(DEMO_EXCHANGE_RATES);
    await this.prices.store(
      { kind: 'demo', source: DEMO_SOURCE, parameters: { until }, requester },
      { source: DEMO_SOURCE, bars: [bars] },
    );
  }
}

async function barsUntil(until: string): Promise<PriceBar[]> {
  const provider = new DemoProvider(() => until);
  const symbols = [...DEFAULT_ASSETS, ...DEMO_EXCHANGE_RATES].map(({ symbol }) => symbol);
  const outcomes = await provider.fetchDailyBars({ symbols, from: provider.facts.historyFrom ?? until, to: until });
  return outcomes.flatMap((outcome) =>
    outcome.kind === 'bars' ? outcome.bars.map((bar) => ({ symbol: outcome.symbol, ...bar })) : [],
  );
}
