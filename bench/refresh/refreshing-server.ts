import { IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { pino } from 'pino';
import { createApp } from '../../src/app.setup';
import { AppConfig } from '../../src/platform/config';
import { Jobs } from '../../src/platform/jobs';
import { FetchService } from '../../src/refresh/fetch/fetch.service';
import { RefreshStorageService, StageListener } from '../../src/refresh/run/refresh-storage.service';

/** What the process that refreshed says of it. */
export interface RefreshFigures {
  /** From fetched to committed. */
  readonly seconds: number;
  /** When each stage began, in milliseconds after the fetching ended. */
  readonly stages: Readonly<Record<string, number>>;
  /** The longest that the event loop was held, from the beginning of the fetching to the commit. */
  readonly blockedMs: number;
}

export const TOKEN = 'b7d0c4e19f3a5826b7d0c4e19f3a5826';

/** The whole service, with the log lines it writes in operation. Tells its address, and then the figures of each refresh. */
async function main(): Promise<void> {
  const [url = '', file] = process.argv.slice(2);
  const config = AppConfig.fromEnvironment({
    DATABASE_URL: url,
    READ_ACCESS: 'public',
    ADMIN_TOKEN: TOKEN,
    RATE_LIMIT: '60000',
    RATE_LIMIT_WINDOW_S: '1',
    MARKET_DATA_PROVIDERS: 'csv',
    MARKET_DATA_CSV_PATH: file,
  });
  const app = await createApp(config, url, pino({ level: 'info' }, pino.destination('/dev/null')));
  const delay = monitorEventLoopDelay({ resolution: 5 });
  watchFetching(app.get(FetchService, { strict: false }), delay);
  timeStoring(app.get(RefreshStorageService, { strict: false }), delay);
  await app.get(Jobs).start();
  await app.listen(0, '127.0.0.1');
  process.once('disconnect', () => process.exit());
  process.send?.(await app.getUrl());
}

function watchFetching(fetcher: FetchService, delay: IntervalHistogram): void {
  const fetch = fetcher.fetch.bind(fetcher);
  fetcher.fetch = (...call) => {
    delay.reset();
    delay.enable();
    return fetch(...call);
  };
}

function timeStoring(storage: RefreshStorageService, delay: IntervalHistogram): void {
  const store = storage.store.bind(storage);
  storage.store = async (runId, fetched, enter) => {
    const begun = performance.now();
    const stages: Record<string, number> = {};
    const entering: StageListener = (stage) => {
      stages[stage] = performance.now() - begun;
      return enter(stage);
    };
    const report = await store(runId, fetched, entering);
    const seconds = (performance.now() - begun) / 1_000;
    delay.disable();
    process.send?.({ seconds, stages, blockedMs: delay.max / 1e6 } satisfies RefreshFigures);
    return report;
  };
}

if (process.send !== undefined) void main();
