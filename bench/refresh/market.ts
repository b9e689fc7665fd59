import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import { from } from 'pg-copy-streams';
import { migrate } from '../../src/platform/database';

export const ASSETS = 500;
export const STORED_DAYS = 5_000;
export const NEW_DAYS = 30;

/** A refresh asks again for a few days before the last stored one. */
const KNOWN_DAYS = 10;
const BATCH_ROWS = 50_000;

export const SYMBOLS: readonly string[] = Array.from({ length: ASSETS }, (_, asset) => `M${asset}`);

/** What the vendor says in one refresh: the new days, and the few before them that are asked for again. */
export interface Portion {
  /** The last day, `YYYY-MM-DD`. */
  readonly to: string;
  /** A file of the csv provider. */
  readonly file: string;
}

/** A day of the market: a close for each symbol, as decimal text. */
interface Session {
  readonly date: string;
  readonly closes: readonly string[];
}

/** Stores the history, as an import stores it. Returns what comes after it, in portions of `NEW_DAYS`. */
export async function prepareMarket(url: string, portions: number): Promise<Portion[]> {
  await migrate(url);
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ id: number }>(
    'insert into assets (symbol, name) select s, s from unnest($1::text[]) s returning id',
    [SYMBOLS],
  );
  await client.query(
    `insert into runs (kind, status, requested_by, finished_at) values ('import', 'succeeded', 'bench', now())`,
  );
  const sessions = walk(STORED_DAYS + portions * NEW_DAYS);
  const last: Session[] = [];
  const stored = Readable.from(
    copyText(
      rows.map(({ id }) => id),
      sessions,
      last,
    ),
  );
  await pipeline(stored, client.query(from('copy prices (asset_id, date, close, source, run_id) from stdin')));
  await client.query('vacuum analyze');
  await client.end();
  const known = [...last, ...sessions];
  return Array.from({ length: portions }, (_, portion) => {
    const days = known.slice(portion * NEW_DAYS, (portion + 1) * NEW_DAYS + KNOWN_DAYS);
    return { to: days.at(-1)?.date ?? '', file: ['symbol,date,close', ...csvLines(days), ''].join('\n') };
  });
}

/** The first `STORED_DAYS` sessions; the newest of them are kept in `last`. */
function* copyText(ids: readonly number[], sessions: Generator<Session>, last: Session[]): Generator<string> {
  let text = '';
  for (let day = 0; day < STORED_DAYS; day++) {
    const session = sessions.next().value as Session;
    if (day >= STORED_DAYS - KNOWN_DAYS) last.push(session);
    text += ids.map((id, asset) => `${id}\t${session.date}\t${session.closes[asset]}\tcsv\t1\n`).join('');
    if ((day + 1) % (BATCH_ROWS / ASSETS) > 0) continue;
    yield text;
    text = '';
  }
  yield text;
}

function csvLines(sessions: readonly Session[]): string[] {
  return sessions.flatMap(({ date, closes }) => closes.map((close, asset) => `${SYMBOLS[asset]},${date},${close}`));
}

/** Closes that wander; weekdays only. */
function* walk(sessions: number): Generator<Session> {
  const closes = SYMBOLS.map((_, asset) => 20 + asset);
  let seed = 1;
  for (let day = 0, made = 0; made < sessions; day++) {
    const instant = new Date(Date.UTC(2004, 0, 5 + day));
    if (instant.getUTCDay() % 6 === 0) continue;
    made++;
    for (const [asset, close] of closes.entries()) {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      closes[asset] = Math.max(1, close * (1 + (seed / 2_147_483_648 - 0.4997) * 0.04));
    }
    yield { date: instant.toISOString().slice(0, 10), closes: closes.map((close) => close.toFixed(4)) };
  }
}
