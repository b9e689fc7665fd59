import fc from 'fast-check';
import { ADMIN_TOKEN } from '../../support/app';
import { closeOf, CsvMarket, weekdays } from '../../support/csv-market';
import { json } from '../../support/json';
import { RefreshClient, Run } from './refresh-client';

export const SYMBOLS = ['AAA', 'BBB', 'CCC', 'DDD'];
const FIRST_DAYS = 100;
const DAYS = weekdays('2024-01-02', 220);

const symbol = fc.constantFrom(...SYMBOLS);
const position = fc.nat(1_000_000);
/** Too near to 1 for a rule to take it for a split or a slip. */
const factor = fc.integer({ min: 970, max: 1_030 }).map((thousandths) => thousandths / 1_000);

const correction = fc.record({ kind: fc.constant('correction' as const), symbol, position, factor });
const release = fc.record({ kind: fc.constant('release' as const), position });
const revert = fc.record({ kind: fc.constant('revert' as const), runsBack: fc.constantFrom(0, 0, 0, 1, 3) });

type Correction = typeof correction extends fc.Arbitrary<infer Value> ? Value : never;
type Release = typeof release extends fc.Arbitrary<infer Value> ? Value : never;
type Revert = typeof revert extends fc.Arbitrary<infer Value> ? Value : never;
export type Deed = Correction | Release | Revert;

/** What the vendor says anew before a refresh, and what administrators do behind it. */
export const round = fc.record({
  newDays: fc.integer({ min: 0, max: 3 }),
  restated: fc.array(fc.record({ symbol, factor }), { maxLength: 2 }),
  moved: fc.array(fc.record({ symbol, position, factor }), { maxLength: 8 }),
  wholeHistory: fc.boolean(),
  deeds: fc.array(fc.oneof(correction, release, revert), { minLength: 1, maxLength: 3 }),
});

export type News = Omit<typeof round extends fc.Arbitrary<infer Value> ? Value : never, 'deeds'>;

/** A service whose prices are refreshed, corrected, released and reverted; counts what was done. */
export class EventfulMarket {
  readonly done = { refreshed: 0, corrected: 0, released: 0, reverted: 0, refused: 0 };
  private said = FIRST_DAYS;
  private readonly levels = new Map<string, number>();
  private readonly moves = new Map<string, number>();
  private readonly corrected: string[] = [];
  /** Runs that changed prices and were not reverted, oldest first; without the first refresh. */
  private readonly standing: number[] = [];

  constructor(
    private readonly market: CsvMarket,
    private readonly client: RefreshClient,
  ) {}

  /** Days that had a price at some time, and ten that never had one. */
  get days(): readonly string[] {
    return DAYS.slice(0, this.said + 10);
  }

  async open(): Promise<void> {
    await this.client.addAssets(SYMBOLS);
    await this.client.post('/indices', { slug: 'golden', name: 'Golden', method: 'autoindex-v1' });
    await this.client.post('/indices', { slug: 'chain', name: 'Chain', method: 'chained' });
    await this.market.say(SYMBOLS, DAYS.slice(0, FIRST_DAYS));
    expect(await this.client.refresh()).toMatchObject({ status: 'succeeded' });
  }

  /** Past days that moved alone are seen when the whole history is asked for, or when the asset was restated. */
  async refresh({ newDays, restated, moved, wholeHistory }: News): Promise<void> {
    this.said += newDays;
    for (const { symbol: name, factor: by } of restated) this.levels.set(name, by);
    for (const { symbol: name, position: at, factor: by } of moved) this.moves.set(this.priceAt(name, at), by);
    await this.market.say(
      SYMBOLS,
      DAYS.slice(0, this.said),
      (name, day) => (this.levels.get(name) ?? 1) * (this.moves.get(`${name}/${day}`) ?? 1),
    );
    const run = await this.client.refresh(wholeHistory ? { from: DAYS[0] } : {});
    expect(run).toMatchObject({ status: 'succeeded', completeness: 'complete' });
    if ((run.counts.new ?? 0) + (run.counts.changed ?? 0) > 0) this.standing.push(run.id);
    this.done.refreshed += 1;
  }

  async perform(deed: Deed): Promise<void> {
    if (deed.kind === 'correction') await this.correct(deed);
    else if (deed.kind === 'release') await this.release(deed);
    else await this.revert(deed);
  }

  private async correct({ symbol: name, position: at, factor: by }: Correction): Promise<void> {
    const price = this.priceAt(name, at);
    const close = (closeOf(name, at % this.said) * by).toFixed(4);
    const answer = await this.asAdministrator('PUT', `/prices/${price}`, { close, reason: 'the exchange said so' });
    expect(answer.status).toBe(200);
    const { runId, changed } = await json<{ runId: number; changed: boolean }>(answer);
    if (changed) this.standing.push(runId);
    this.corrected.push(price);
    this.done.corrected += 1;
  }

  /** There may be nothing to release any more: a revert has removed the day. */
  private async release({ position: at }: Release): Promise<void> {
    const price = this.corrected[at % this.corrected.length];
    if (price === undefined) return;
    const answer = await this.asAdministrator('DELETE', `/prices/${price}/protection`);
    expect([204, 404]).toContain(answer.status);
    if (answer.status === 204) this.done.released += 1;
  }

  /** The newest run can be reverted, an older one only if no other was built on it. */
  private async revert({ runsBack }: Revert): Promise<void> {
    const at = this.standing.length - 1 - runsBack;
    const id = this.standing[at];
    if (id === undefined) return;
    const answer = await this.client.post(`/refresh-runs/${id}/revert`);
    if (runsBack > 0 && answer.status === 409) {
      this.done.refused += 1;
      return;
    }
    expect(answer.status).toBe(200);
    this.standing.splice(at, 1);
    this.standing.push((await json<Run>(answer)).id);
    this.done.reverted += 1;
  }

  private priceAt(name: string, at: number): string {
    return `${name}/${DAYS[at % this.said] ?? ''}`;
  }

  private asAdministrator(method: string, path: string, body: object = {}): Promise<Response> {
    return fetch(`${this.client.url}/api/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json', 'x-admin-token': ADMIN_TOKEN },
      body: JSON.stringify(body),
    });
  }
}
