import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Client } from 'pg';
import { AssetsService } from '../../../src/assets';
import { AppConfig, ConfigModule } from '../../../src/platform/config';
import { DatabaseModule } from '../../../src/platform/database';
import { RateLimitModule } from '../../../src/platform/rate-limit';
import { RedisModule } from '../../../src/platform/redis';
import { RequestContextModule } from '../../../src/platform/request-context';
import {
  ImportPricesService,
  PriceBar,
  PriceChangeListener,
  PriceChanges,
  PricesModule,
  PriceRun,
} from '../../../src/prices';
import { Clock } from '../../../src/platform/utils/clock';
import { createTestDatabase } from '../../support/database';
import { LONG_TIMEOUTS } from '../../support/long-timeouts';
import { StoreAs } from './store-as';

/** Records the changes; fails when a test asks for it. */
export class Listener extends PriceChangeListener {
  readonly changes: PriceChanges[] = [];
  failure: Error | undefined;

  pricesChanged(changes: PriceChanges): Promise<Record<string, number>> {
    if (this.failure) return Promise.reject(this.failure);
    this.changes.push(changes);
    return Promise.resolve({ indexValues: 0 });
  }
}

export interface PriceApplication {
  readonly outside: Client;
  readonly url: string;
  readonly listener: Listener;
  readonly imports: ImportPricesService;
  readonly assets: AssetsService;
  get<Service>(type: abstract new (...parameters: never[]) => Service): Service;
  /** Stores bars written as `SYMBOL date close [open high low volume]`, line 2 first. */
  store(lines: string, options?: { source?: string; createAssets?: boolean }): Promise<PriceRun>;
  /** `SYMBOL date close` of every stored price, by symbol and day. */
  stored(): Promise<string[]>;
  rows<Row>(sql: string): Promise<Row[]>;
  close(): Promise<void>;
}

/** Prices on a database of their own, at noon of 2024-06-28 in New York unless said otherwise. */
export async function priceApplication(now = '2024-06-28T16:00:00Z'): Promise<PriceApplication> {
  const testDatabase = await createTestDatabase();
  const config = AppConfig.fromEnvironment({ ...LONG_TIMEOUTS, NODE_ENV: 'test', DATABASE_URL: testDatabase.url });
  const listener = new Listener();

  @Global()
  @Module({
    providers: [{ provide: PriceChangeListener, useValue: listener }],
    exports: [PriceChangeListener],
  })
  class ListenerModule {}

  const module = await Test.createTestingModule({
    imports: [
      ConfigModule.forRoot(config),
      RequestContextModule,
      DatabaseModule.forRoot({ ...config.database, url: testDatabase.url }),
      ListenerModule,
      RedisModule,
      RateLimitModule,
      PricesModule,
    ],
    providers: [StoreAs],
  })
    .overrideProvider(Clock)
    .useValue({ now: () => Date.parse(now) })
    .compile();
  module.useLogger(false);
  await module.init();
  const outside = new Client({ connectionString: testDatabase.url });
  await outside.connect();
  const rows = async <Row>(sql: string): Promise<Row[]> => (await outside.query(sql)).rows as Row[];
  return {
    outside,
    url: testDatabase.url,
    listener,
    imports: module.get(ImportPricesService, { strict: false }),
    assets: module.get(AssetsService, { strict: false }),
    get: (type) => module.get(type, { strict: false }),
    store: (lines, { source = 'import', createAssets = true } = {}) =>
      module.get(StoreAs).store(source, [barsOf(lines)], createAssets),
    stored: async () =>
      (
        await rows<{ line: string }>(
          `select symbol || ' ' || date || ' ' || close as line from prices join assets on id = asset_id
           order by symbol collate "C", date`,
        )
      ).map(({ line }) => line),
    rows,
    close: async () => {
      await outside.end();
      await module.close();
      await testDatabase.drop();
    },
  };
}

export function barsOf(lines: string): PriceBar[] {
  return lines
    .trim()
    .split('\n')
    .map((text, position) => {
      const [symbol = '', date = '', close = '', open = '', high = '', low = '', volume = ''] = text.trim().split(' ');
      return { symbol, date, close, open, high, low, volume, line: position + 2 };
    });
}
