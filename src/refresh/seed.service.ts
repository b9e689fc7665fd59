import { Injectable } from '@nestjs/common';
import { AssetsService, DEFAULT_ASSETS } from '../assets';
import { IndexDefinitionsService } from '../index-values';
import { DemoProvider } from '../market-data';
import { AppConfig } from '../platform/config';
import { Transactional } from '../platform/database';
import { DEMO_SOURCE, PriceBar, PriceCoverage, PriceRunService } from '../prices';
import { RunsService } from '../runs';

/** The last day of the demo data. It is fixed, so that the examples of the documentation hold. */
const DEMO_UNTIL = '2025-12-31';

const REQUESTER = { name: 'first start' };

/** Another instance may be loading the demo data: this one waits for it. */
const TIMEOUT_MS = 60_000;

/** Seeds the database at the first start. */
@Injectable()
export class SeedService {
  constructor(
    private readonly config: AppConfig,
    private readonly assets: AssetsService,
    private readonly indices: IndexDefinitionsService,
    private readonly runs: RunsService,
    private readonly coverage: PriceCoverage,
    private readonly prices: PriceRunService,
  ) {}

  /**
   * Creates the default assets and indices. With `DEMO_DATA` it loads the demo market into a database that never had a
   * price. Repeating it changes nothing; several instances may do it at once.
   */
  async prepare(): Promise<void> {
    await this.ensureDefaults();
    if (this.config.demoData && !(await this.coverage.everHeldPrices())) await this.loadDemo(await demoBars());
  }

  @Transactional()
  protected async ensureDefaults(): Promise<void> {
    await this.assets.ensure(DEFAULT_ASSETS);
    await this.indices.ensureDefaults();
  }

  @Transactional({ lockTimeout: TIMEOUT_MS, statementTimeout: TIMEOUT_MS })
  protected async loadDemo(bars: readonly PriceBar[]): Promise<void> {
    await this.runs.lockData();
    if (await this.coverage.everHeldPrices()) return;
    const parameters = { until: DEMO_UNTIL };
    await this.prices.store(
      { kind: 'demo', source: DEMO_SOURCE, parameters, requester: REQUESTER },
      { source: DEMO_SOURCE, bars: [bars] },
    );
  }
}

/** The demo market as it was known on its last day. */
async function demoBars(): Promise<PriceBar[]> {
  const provider = new DemoProvider(() => DEMO_UNTIL);
  const symbols = DEFAULT_ASSETS.map(({ symbol }) => symbol);
  const from = provider.facts.historyFrom ?? DEMO_UNTIL;
  const outcomes = await provider.fetchDailyBars({ symbols, from, to: DEMO_UNTIL });
  return outcomes.flatMap((outcome) =>
    outcome.kind === 'bars' ? outcome.bars.map((bar) => ({ symbol: outcome.symbol, ...bar })) : [],
  );
}
