import { prepareTestDatabase, startTestApp, TestApp } from '../../support/app';
import { CsvMarket, weekdays } from '../../support/csv-market';
import { TestDatabase } from '../../support/database';
import { json } from '../../support/json';
import { selectRows } from '../../support/stored-prices';
import { until } from '../../support/until';
import { RefreshClient, Run } from './refresh-client';

const SYMBOLS = ['AAA', 'BBB', 'CCC'];
const DAYS = weekdays('2024-01-02', 100);

interface SentEvent {
  readonly name: string;
  readonly id: string;
  readonly stage: string | null;
}

const eventsIn = (text: string): SentEvent[] =>
  [...text.matchAll(/^event: (\w+)\nid: (\S+)\ndata: (.*)\n\n/gm)].map(([, name = '', id = '', data = '{}']) => ({
    name,
    id,
    stage: (JSON.parse(data) as Run).stage,
  }));

const STAGE_SERIES = /^refresh_stage_duration_seconds_(sum|count)\{stage="(\w+)"\} (\S+)$/gm;

describe('a refresh that is watched', () => {
  let original: TestDatabase;
  let market: CsvMarket;
  let service: TestApp;
  let client: RefreshClient;

  const rows = <Row extends object>(sql: string): Promise<Row[]> => selectRows<Row>(service.database.url, sql);

  beforeAll(async () => {
    original = await prepareTestDatabase({}, async ({ url }) => {
      const setUp = new RefreshClient(url);
      await setUp.addAssets(SYMBOLS);
      await setUp.post('/indices', { slug: 'chain', name: 'Chain', method: 'chained' });
    });
  });
  afterAll(() => original.drop());

  beforeEach(async () => {
    market = await CsvMarket.open();
    await market.say(SYMBOLS, DAYS);
    service = await startTestApp({ ...market.environment, RATE_LIMIT: '60000' }, undefined, original);
    client = new RefreshClient(service.url);
  });

  afterEach(async () => {
    await service.close();
    await market.close();
  });

  it('sends its steps as events and ends them with the run', async () => {
    const { id } = await json<Run>(client.post('/refresh-runs'));
    const events = await client.get(`/refresh-runs/${id}/events`);
    expect(events.headers.get('content-type')).toContain('text/event-stream');
    const text = await events.text();
    const names = [...text.matchAll(/^event: (\w+)$/gm)].map(([, name]) => name);
    expect(names.at(-1)).toBe('end');
    const last = JSON.parse(/event: end\nid: \S+\ndata: (.*)/.exec(text)?.[1] ?? '{}') as Run;
    expect(last).toMatchObject({ id, status: 'succeeded' });
    expect((await client.get('/refresh-runs/999999/events')).status).toBe(404);
  });

  it('sends a client that reconnects only later events, and each step once', async () => {
    const [{ id } = { id: 0 }] = await rows<{ id: number }>(
      `insert into runs (kind, status, stage, counts, requested_by, heartbeat_at)
       values ('refresh', 'running', 'fetching', '{"assets": 3, "fetched": 1}', 'test', now() + interval '1 hour')
       returning id::int`,
    );
    const connect = (last: string | undefined, signal?: AbortSignal): Promise<Response> =>
      client.get(`/refresh-runs/${id}/events`, {
        ...(last === undefined ? {} : { headers: { 'last-event-id': last } }),
        ...(signal === undefined ? {} : { signal }),
      });
    const firstOf = async (last: string | undefined): Promise<SentEvent | undefined> => {
      const gone = new AbortController();
      const answer = await connect(last, gone.signal);
      let text = '';
      for await (const chunk of answer.body ?? []) {
        text += Buffer.from(chunk as Uint8Array).toString();
        if (text.endsWith('\n\n')) break;
      }
      gone.abort();
      return eventsIn(text)[0];
    };
    const fetching = await firstOf(undefined);
    expect(fetching).toMatchObject({ name: 'progress', stage: 'fetching' });
    expect(await firstOf('nothing-of-ours')).toEqual(fetching);
    await rows(`update runs set stage = 'prices' where id = ${id}`);
    const prices = await firstOf(fetching?.id);
    expect(prices).toMatchObject({ name: 'progress', stage: 'prices' });

    const waiting = await connect(prices?.id);
    await rows(`update runs set status = 'succeeded', stage = 'done', finished_at = now() where id = ${id}`);
    const [end, ...more] = eventsIn(await waiting.text());
    expect([end?.name, end?.stage, more]).toEqual(['end', 'done', []]);
    expect(new Set([fetching?.id, prices?.id, end?.id]).size).toBe(3);

    expect(eventsIn(await (await connect(prices?.id)).text())).toEqual([end]);
    const over = await connect(end?.id);
    expect([over.status, await over.text()]).toEqual([204, '']);
    expect((await connect('no id')).status).toBe(400);
  });

  it('is measured stage by stage, that in which it failed included', async () => {
    const series = async (): Promise<Map<string, number>> => {
      const text = await (await fetch(`${service.url}/metrics`)).text();
      return new Map(
        [...text.matchAll(STAGE_SERIES)].map(([, part, stage, value]) => [`${stage} ${part}`, Number(value)]),
      );
    };
    const count = async (stage: string): Promise<number> => (await series()).get(`${stage} count`) ?? 0;
    expect(await series()).toEqual(new Map());
    await client.refresh();
    await until(async () => (await count('recording')) === 1, 'the end of the run is counted');
    await client.addAssets(['ZZZ']);
    await market.spoil('ZZZ');
    await client.refresh();
    await until(async () => (await count('fetching')) === 2, 'the failed run is counted');
    for (const stage of ['waiting', 'prices', 'indices', 'recording'])
      expect([stage, await count(stage)]).toEqual([stage, 1]);
    const sums = [...(await series())].filter(([name]) => name.endsWith(' sum'));
    expect(sums.map(([name, sum]) => [name, sum > 0 && sum < 60])).toEqual(
      ['fetching', 'waiting', 'prices', 'indices', 'recording'].map((stage) => [`${stage} sum`, true]),
    );
  });
});
