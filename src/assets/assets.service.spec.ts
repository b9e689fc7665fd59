import { Test } from '@nestjs/testing';
import { TestDatabase, createTestDatabase } from '../../test/support/database';
import { LONG_TIMEOUTS } from '../../test/support/long-timeouts';
import { AppConfig, ConfigModule } from '../platform/config';
import { DatabaseModule } from '../platform/database';
import { RequestContextModule } from '../platform/request-context';
import { Asset } from './asset.entity';
import { AssetsRepository } from './assets.repository';
import { AssetsService } from './assets.service';

let database: TestDatabase;
let assets: AssetsService;
let close: () => Promise<void>;

beforeAll(async () => {
  database = await createTestDatabase();
  const config = AppConfig.fromEnvironment({ ...LONG_TIMEOUTS, NODE_ENV: 'test', DATABASE_URL: database.url });
  const module = await Test.createTestingModule({
    imports: [
      ConfigModule.forRoot(config),
      RequestContextModule,
      DatabaseModule.forRoot({ ...config.database, url: database.url }),
      DatabaseModule.forFeature([Asset]),
    ],
    providers: [AssetsService, AssetsRepository],
  }).compile();
  module.useLogger(false);
  await module.init();
  assets = module.get(AssetsService);
  close = () => module.close();
});
afterAll(async () => {
  await close();
  await database.drop();
});

async function symbolsOf(found: Promise<Asset[]>): Promise<string[]> {
  return (await found).map(({ symbol }) => symbol);
}

it('creates missing assets with defaults, and changes none that exist', async () => {
  await assets.ensure([{ symbol: 'ENS1', name: 'One', sector: 'Energy' }, { symbol: 'ENS2' }]);
  await assets.ensure([{ symbol: 'ENS1', name: 'Other' }, { symbol: 'ENS3' }]);
  expect(await assets.findBySymbols(['ENS1', 'ENS2', 'ENS3', 'ENS4'])).toMatchObject([
    { symbol: 'ENS1', name: 'One', sector: 'Energy', currency: 'USD', kind: 'equity', active: true },
    { symbol: 'ENS2', name: 'ENS2', sector: null },
    { symbol: 'ENS3' },
  ]);
});

it('creates more assets than one statement takes', async () => {
  await assets.ensure(Array.from({ length: 5_001 }, (_, i) => ({ symbol: `M${i}` })));
  expect(await assets.findUnknown(['M0', 'M4999', 'M5000', 'M5001'])).toEqual(['M5001']);
});

it('derives kind and currency of an exchange rate from its symbol', async () => {
  await assets.ensureImported(['EUR/USD', 'XXX/QQQ', 'NAMED'], 12);
  expect(await assets.findBySymbols(['EUR/USD', 'NAMED', 'XXX/QQQ'])).toMatchObject([
    { symbol: 'EUR/USD', kind: 'fx', currency: 'USD' },
    { symbol: 'NAMED', kind: 'equity', currency: 'USD', active: true, fetch: 'none', createdByRun: 12 },
    { symbol: 'XXX/QQQ', kind: 'equity', currency: 'USD' },
  ]);
});

it('returns unknown symbols in the given order', async () => {
  await assets.ensure([{ symbol: 'KNOWN' }]);
  expect(await assets.findUnknown(['ZZZ', 'KNOWN', 'AAA'])).toEqual(['ZZZ', 'AAA']);
});

it('lists by code point, page by page, filtered by kind and activity', async () => {
  await assets.ensure(['LA', 'L^', 'L.', 'L1', 'LB'].map((symbol) => ({ symbol, kind: 'index' as const })));
  await assets.change('LB', { active: false });
  expect(await symbolsOf(assets.list({ kind: 'index' }, 10).then(({ data }) => data))).toEqual([
    'L.',
    'L1',
    'LA',
    'LB',
    'L^',
  ]);
  const first = await assets.list({ kind: 'index', active: true }, 2);
  expect([first.data.map(({ symbol }) => symbol), first.nextCursor]).toEqual([['L.', 'L1'], 'L1']);
  const second = await assets.list({ kind: 'index', active: true }, 2, 'L1');
  expect([second.data.map(({ symbol }) => symbol), second.nextCursor]).toEqual([['LA', 'L^'], null]);
  expect((await assets.list({ kind: 'index', active: false }, 2)).data).toMatchObject([{ symbol: 'LB' }]);
});

it('creates an asset in the currency of its exchange rate; a repetition changes nothing, another asset is refused', async () => {
  const created = await assets.create({ symbol: 'GBP/JPY', kind: 'fx' });
  expect(created).toMatchObject({ currency: 'JPY', name: 'GBP/JPY' });
  expect(await assets.create({ symbol: 'GBP/JPY', kind: 'fx' })).toEqual(created);
  const other = assets.create({ symbol: 'GBP/JPY', kind: 'fx', name: 'Cable' });
  await expect(other).rejects.toMatchObject({ code: 'conflict' });
});

it.each([
  [{ symbol: 'NOTAPAIR', kind: 'fx' as const }, '/symbol'],
  [{ symbol: 'CHF/QQQ', kind: 'fx' as const }, '/symbol'],
  [{ symbol: 'CHF/JPY', kind: 'fx' as const, currency: 'CHF' }, '/currency'],
])('refuses the exchange rate %j for its %s', async (asset, pointer) => {
  await expect(assets.create(asset)).rejects.toMatchObject({ code: 'validation-failed', errors: [{ pointer }] });
});

it('changes the given fields only, and refuses what makes an exchange rate invalid', async () => {
  await assets.create({ symbol: 'NZD/USD', kind: 'fx', sector: 'Currencies' });
  const changed = await assets.change('NZD/USD', { name: 'Kiwi' });
  expect(changed).toMatchObject({ name: 'Kiwi', sector: 'Currencies', kind: 'fx', currency: 'USD', active: true });
  expect(changed.updatedAt > changed.createdAt).toBe(true);
  await expect(assets.change('NZD/USD', { currency: 'EUR' })).rejects.toMatchObject({ code: 'validation-failed' });
  expect(await assets.getBySymbol('NZD/USD')).toMatchObject({ currency: 'USD' });
});

it('reports an unknown symbol', async () => {
  await expect(assets.getBySymbol('NONE')).rejects.toMatchObject({ code: 'not-found' });
  await expect(assets.change('NONE', { active: false })).rejects.toMatchObject({ code: 'not-found' });
});
