import { chmodSync, chownSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { EmbeddedPostgres, ensureApplicationDatabase } from '../../src/platform/embedded-postgres';
import { until } from '../support/until';

const inHaste = { fsync: 'off' };
const isRoot = process.getuid?.() === 0;

async function query<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

describe('the embedded PostgreSQL', () => {
  let home: string;
  let folder: string;
  const servers: EmbeddedPostgres[] = [];

  async function start(dataDirectory = folder): Promise<EmbeddedPostgres> {
    const server = await EmbeddedPostgres.start(dataDirectory, inHaste);
    servers.push(server);
    return server;
  }

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'autoindex-embedded-'));
    folder = join(home, 'data');
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop();
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  it('speaks UTF-8, sorts by code point and lives in UTC, whatever this machine does', async () => {
    const server = await start();
    const [row] = await query(
      server.url(),
      `select current_setting('server_encoding') as encoding, current_setting('timezone') as zone,
              lower('ÄÖ') as lower, 'Z' < 'a' as "byCodePoint"`,
    );
    expect(row).toEqual({ encoding: 'UTF8', zone: 'UTC', lower: 'äö', byCodePoint: true });
  });

  it('keeps what was stored until the next start', async () => {
    const first = await start();
    await query(first.url(), 'create table kept as select 42 as answer');
    await first.stop();
    expect(first.pid).toBeUndefined();
    const second = await start();
    expect(await query(second.url(), 'select answer from kept')).toEqual([{ answer: 42 }]);
  });

  it('is one server for all who use the folder, and stops with the last of them', async () => {
    const first = await start();
    const second = await start();
    expect(second.url()).toBe(first.url());
    await first.stop();
    expect(await query(second.url(), 'select 1 as one')).toEqual([{ one: 1 }]);
    await second.stop();
    expect(second.pid).toBeUndefined();
  });

  it('is one server also when several start at once in an empty folder', async () => {
    const started = await Promise.all(Array.from({ length: 4 }, () => start(join(home, 'empty'))));
    expect(new Set(started.map((server) => server.pid)).size).toBe(1);
  });

  it('starts anew when one leaves while another comes', async () => {
    for (let round = 0; round < 5; round += 1) {
      const leaving = await start();
      const [, coming] = await Promise.all([leaving.stop(), start()]);
      expect(await query(coming.url(), 'select 1 as one')).toEqual([{ one: 1 }]);
      await coming.stop();
    }
  });

  it('requires the password, which only the owner can read', async () => {
    const server = await start();
    const stranger = new URL(server.url());
    stranger.password = 'guess';
    await expect(query(stranger.href, 'select 1')).rejects.toThrow('password authentication failed');
    expect(statSync(join(folder, 'postgres')).mode & 0o077).toBe(0);
    expect(statSync(join(folder, 'postgres/password')).mode & 0o077).toBe(0);
  });

  it('gives the service a database and a user of its own, who is no superuser', async () => {
    const server = await start();
    const urls = await Promise.all([ensureApplicationDatabase(server), ensureApplicationDatabase(server)]);
    expect(urls[0]).toBe(urls[1]);
    const [row] = await query(urls[0], 'select usesuper as superuser from pg_user where usename = current_user');
    expect(row).toEqual({ superuser: false });
  });

  it('comes back on its port when it is killed', async () => {
    const server = await start();
    const { pid } = server;
    const url = server.url();
    process.kill(pid ?? 0, 'SIGKILL');
    await until(() => server.pid !== undefined && server.pid !== pid, 'a new server has started');
    await until(() => query(url, 'select 1').then(Boolean, () => false), 'it answers on the old port');
  });

  it('does not take another program for its server after a restart of the machine', async () => {
    await (await start()).stop();
    const pidFile = [String(process.pid), join(folder, 'postgres/cluster'), '1', '5432', '', '127.0.0.1', '', 'ready'];
    writeFileSync(join(folder, 'postgres/cluster/postmaster.pid'), pidFile.join('\n'));
    const server = await start();
    expect(server.pid).not.toBe(process.pid);
  });

  it('runs in a private home that belongs to another user, whose its files then are', async () => {
    // Only root can enter a home that is not its own.
    const owner = isRoot ? { uid: 1, gid: 1 } : { uid: process.getuid?.() ?? -1, gid: process.getgid?.() ?? -1 };
    const checkout = join(home, 'theirs', 'checkout');
    mkdirSync(checkout, { recursive: true });
    for (const path of [checkout, dirname(checkout)]) chownSync(path, owner.uid, owner.gid);
    chmodSync(dirname(checkout), 0o700);
    if (isRoot) chmodSync(home, 0o711);
    const server = await start(join(checkout, '.data'));
    expect(await query(server.url(), 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(statSync(join(checkout, '.data/postgres/cluster/PG_VERSION')).uid).toBe(owner.uid);
    expect(readFileSync(join(checkout, '.data/postgres/password'), 'utf8')).toMatch(/^[\w-]{32}$/);
  });

  it('says in the words of PostgreSQL why it does not start', async () => {
    await (await start()).stop();
    writeFileSync(join(folder, 'postgres/cluster/postgresql.conf'), 'no_such_setting = 1\n');
    await expect(start()).rejects.toThrow('unrecognized configuration parameter "no_such_setting"');
  });
});
