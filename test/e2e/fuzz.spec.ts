import { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf } from '../fuzz/document';
import { FuzzTarget, fuzzValues, fuzzWire } from '../fuzz/fuzz';
import { knownValues } from '../fuzz/known-values';
import { Schemas } from '../fuzz/schemas';
import { Client } from '../fuzz/send';
import { Values } from '../fuzz/values';
import { ADMIN_TOKEN, TestApp, startTestApp } from '../support/app';
import { CsvMarket, weekdays } from '../support/csv-market';
import { goldenCloses } from '../support/golden';
import { json } from '../support/json';
import { selectRows, storePrices } from '../support/stored-prices';

/** Requests of each operation; `npm run fuzz` sends more. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 8);
const SEED = Number(process.env['FUZZ_SEED'] ?? 20260102);
const ONLY = new RegExp(process.env['FUZZ_ONLY'] ?? '');
const TIMEOUT_MS = 120_000 + RUNS * 5_000;

/** Gives the stored prices a version, as the run of a real import has. */
const RECORD = `
  with advanced as (update data_version set version = version + 1 returning version, recorded_at)
  update runs set data_version = version, recorded_at = advanced.recorded_at from advanced`;

describe('requests made from the document that is served', () => {
  let service: TestApp;
  let market: CsvMarket;
  let target: FuzzTarget;

  beforeAll(async () => {
    market = await CsvMarket.open();
    await market.say(['ALFA', 'BRVO'], weekdays('2024-02-01', 40));
    service = await startTestApp({
      ...market.environment,
      RATE_LIMIT: '60000',
      RATE_LIMIT_WINDOW_S: '1',
      TRUST_PROXY: '1',
    });
    await storePrices(service.database.url, goldenCloses('a'));
    await selectRows(service.database.url, RECORD);
    await createIndex(service.url, 'autoindex', 'autoindex-v1');
    await createIndex(service.url, 'chained', 'chained');
    target = await targetOf(service.url);
  });

  afterAll(async () => {
    target.client.close();
    process.stdout.write(`fuzzed with ${target.client.requests} requests, seed ${SEED}\n`);
    await service.close();
    await market.close();
  });

  it(
    'are accepted where they are valid and refused where not, and every answer fits its schema',
    async () => expect(await fuzzValues(target, { runs: RUNS, seed: SEED })).toEqual([]),
    TIMEOUT_MS,
  );

  it(
    'are answered with a problem where they are wrongly written',
    async () => expect(await fuzzWire(target, { runs: RUNS, seed: SEED })).toEqual([]),
    TIMEOUT_MS,
  );
});

async function createIndex(url: string, slug: string, method: string): Promise<void> {
  const created = await fetch(`${url}/api/v1/indices`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-admin-token': ADMIN_TOKEN },
    body: JSON.stringify({ slug, name: slug, method, benchmark: '^GSPC' }),
  });
  expect(created.status).toBe(201);
}

async function targetOf(url: string): Promise<FuzzTarget> {
  const document = await json<OpenAPIObject>(fetch(`${url}/openapi.json`));
  const schemas = new Schemas(document);
  return {
    client: new Client(url),
    operations: operationsOf(document).filter(({ name }) => ONLY.test(name)),
    schemas,
    values: new Values(schemas, await knownValues(url)),
    administratorToken: ADMIN_TOKEN,
  };
}
