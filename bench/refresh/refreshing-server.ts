import { pino } from 'pino';
import { createApp } from '../../src/app.setup';
import { AppConfig } from '../../src/platform/config';
import { Jobs } from '../../src/platform/jobs';
import { FetchService } from '../../src/refresh/fetch.service';
import { RefreshService } from '../../src/refresh/refresh.service';
import { EventLoopWatch, Hold } from '../measures/event-loop';

/** What the process that refreshed says of it. */
export interface RefreshFigures {
  /** From fetched to committed. */
  readonly seconds: number;
  /** When each stage began, in milliseconds after the fetching ended. */
  readonly stages: Readonly<Record<string, number>>;
  /** From the beginning of the fetching to the commit. */
  readonly hold: Hold;
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
  const watch = new EventLoopWatch();
  watchFetching(app.get(FetchService, { strict: false }), watch);
  timeStoring(app.get(RefreshService, { strict: false }), watch);
  await app.get(Jobs).start();
  await app.listen(0, '127.0.0.1');
  process.once('disconnect', () => process.exit());
  process.send?.(await app.getUrl());
}

function watchFetching(fetcher: FetchService, watch: EventLoopWatch): void {
  const fetch = fetcher.fetch.bind(fetcher);
  fetcher.fetch = (...call) => {
    watch.start();
    return fetch(...call);
  };
}

function timeStoring(refresh: RefreshService, watch: EventLoopWatch): void {
  const store = refresh.store.bind(refresh);
  refresh.store = async (runId, fetched, progress) => {
    const enter = progress.enter.bind(progress);
    const begun = performance.now();
    const stages: Record<string, number> = {};
    progress.enter = (stage, counts) => {
      stages[stage] = performance.now() - begun;
      return enter(stage, counts);
    };
    const report = await store(runId, fetched, progress);
    const seconds = (performance.now() - begun) / 1_000;
    process.send?.({ seconds, stages, hold: watch.stop() } satisfies RefreshFigures);
    return report;
  };
}

if (process.send !== undefined) void main();
