import { pino } from 'pino';
import { createApp } from '../../src/app.setup';
import { AppConfig } from '../../src/platform/config';
import { BENCH_TOKEN } from './bench-token';
import { tellAddress } from './tell-address';

/** The whole service, with the log lines it writes in operation. */
async function main(): Promise<void> {
  const url = process.argv[2] ?? '';
  const limits = { RATE_LIMIT: '60000', RATE_LIMIT_WINDOW_S: '1', REDIS_URL: process.argv[3] };
  const access = { READ_ACCESS: 'public', ADMIN_TOKEN: BENCH_TOKEN };
  const config = AppConfig.fromEnvironment({ DATABASE_URL: url, ...access, ...limits });
  const app = await createApp(config, url, pino({ level: 'info' }, pino.destination('/dev/null')));
  await app.listen(0, '127.0.0.1');
  tellAddress(await app.getUrl());
}

void main();
