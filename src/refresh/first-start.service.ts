import { Injectable } from '@nestjs/common';
import { AssetsService, DEFAULT_ASSETS } from '../assets';
import { IndexDefinitionsService } from '../index-values';
import { DemoProvider } from '../market-data';
import { AppConfig } from '../platform/config';
import { Transactional } from '../platform/database';
import { DEMO_SOURCE, PriceBar, PriceCoverage, PriceRunService } from '../prices';
import { RunsService } from '../runs';

/** The last day of the first load: fixed, so that the examples of the documentation hold for everybody. */
export const DEMO_UNTIL = '2025-12-31';

const REQUESTER = { name: 'first start' };

/** Another instance that starts at the same moment may be loading the demo: it is waited for. */
const PATIENCE_MS = 60_000;

/** What a database holds from its first start on. */
@Injectable()
export class FirstStartService {
  constructor(
    private readonly config: AppConfig,
    private readonly assets: AssetsService,
    private readonly indices: IndexDefinitionsService,
    private readonly runs: RunsService,
    private readonly coverage: PriceCoverage,
    private readonly prices: PriceRunService,
  ) {}

  /**
   * Makes the default assets and indices exist and, where wanted, loads the demo market into a database that never had a
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

  @Transactional({ lockTimeout: PATIENCE_MS, statementTimeout: PATIENCE_MS })
  protected async loadDemo(bars: readonly PriceBar[]): Promise<void> {
    await this.runs.waitForOthers();
    if (await this.coverage.everHeldPrices()) return;
    const parameters = { until: DEMO_UNTIL };
    await this.prices.store(
      { kind: 'demo', source: DEMO_SOURCE, parameters, requester: REQUESTER },
      { source: DEMO_SOURCE, bars: [bars] },
    );
  }
}

/** The made-up market as it was known on its last day. */
async function demoBars(): Promise<PriceBar[]> {
  const provider = new DemoProvider(() => DEMO_UNTIL);
  const symbols = DEFAULT_ASSETS.map(({ symbol }) => symbol);
  const from = provider.facts.historyFrom ?? DEMO_UNTIL;
  const outcomes = await provider.fetchDailyBars({ symbols, from, to: DEMO_UNTIL });
  return outcomes.flatMap((outcome) =>
    outcome.kind === 'bars' ? outcome.bars.map((bar) => ({ symbol: outcome.symbol, ...bar })) : [],
  );
}
