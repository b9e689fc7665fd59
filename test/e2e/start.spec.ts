import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takePort } from '../support/free-port';
import { ServiceOptions, ServiceProcess } from '../support/processes';
import { until } from '../support/until';

/** The embedded server of a folder, by what it writes there; undefined when there is none. */
function postgresOf(folder: string): number | undefined {
  const file = join(folder, '.data/postgres/cluster/postmaster.pid');
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : 0;
  return pid > 0 && isAlive(pid) ? pid : undefined;
}

/** A process that has ended but that nobody has asked after yet has no command line any more. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc/self') || readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
}

function tokenIn(service: ServiceProcess): string {
  return /X-Admin-Token: ([\w-]+)/.exec(service.logs)?.[1] ?? '';
}

/** Well below the quarter of a minute for which open connections would be waited for. */
const LEAVES_BY_ITSELF_MS = 12_000;

const newAsset = JSON.stringify({ symbol: 'KEPT', name: 'Kept Inc.', kind: 'equity', currency: 'USD' });

function createAsset(service: ServiceProcess): Promise<Response> {
  const headers = { 'Content-Type': 'application/json', 'X-Admin-Token': tokenIn(service) };
  return fetch(`${service.url}/api/v1/assets`, { method: 'POST', headers, body: newAsset });
}

async function statusOf(service: ServiceProcess, path: string): Promise<number> {
  return (await fetch(`${service.url}${path}`)).status;
}

describe('starting from nothing', () => {
  let home: string;
  let folder: string;
  const services: ServiceProcess[] = [];

  async function start(options: Partial<ServiceOptions> = {}): Promise<ServiceProcess> {
    const service = await ServiceProcess.start({ folder, ...options });
    services.push(service);
    return service;
  }

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'autoindex-start-'));
    folder = join(home, 'checkout');
    mkdirSync(folder);
  });
  afterEach(async () => {
    for (const service of services.splice(0)) await service.end('SIGTERM');
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  it('needs no variable, answers, and leaves nothing running after SIGTERM', async () => {
    const service = await start();
    const postgres = postgresOf(folder);
    expect(await statusOf(service, '/api/v1/assets')).toBe(200);
    expect(postgres).toBeDefined();
    expect(await service.end('SIGTERM')).toBe(0);
    expect(isAlive(postgres ?? 0)).toBe(false);
    await expect(fetch(service.url)).rejects.toThrow();
  });

  it('ends its log with the addresses to open', async () => {
    const service = await start();
    const messages = service.logs
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { msg: string }).msg);
    // It may have begun to tell of what it does since.
    const end = messages.findIndex((message) => message.startsWith('Health: '));
    expect(messages.slice(end - 2, end + 1)).toEqual([
      `AutoIndex listens on ${service.url}`,
      `Swagger UI: ${service.url}/docs`,
      `Health: ${service.url}/health`,
    ]);
  });

  it('keeps what was written, and its administrator’s token, until the next start', async () => {
    const first = await start();
    expect((await createAsset(first)).status).toBe(201);
    await first.end('SIGINT');
    const second = await start();
    expect(await statusOf(second, '/api/v1/assets/KEPT')).toBe(200);
    expect(tokenIn(second)).toBe(tokenIn(first));
    expect(statSync(join(folder, '.data/admin-token')).mode & 0o077).toBe(0);
  });

  it('simply starts after it was killed, on the server that was left running', async () => {
    const killed = await start();
    const postgres = postgresOf(folder);
    await killed.end('SIGKILL');
    expect(postgresOf(folder)).toBe(postgres);
    const next = await start();
    expect(postgresOf(folder)).toBe(postgres);
    expect(await statusOf(next, '/api/v1/assets')).toBe(200);
    expect(await next.end('SIGTERM')).toBe(0);
    expect(postgresOf(folder)).toBeUndefined();
  });

  it('shares the database with a second process on the same folder, until both have gone', async () => {
    const [first, second] = await Promise.all([start(), start()]);
    await first.end('SIGTERM');
    expect(await statusOf(second, '/api/v1/assets')).toBe(200);
    await second.end('SIGTERM');
    expect(postgresOf(folder)).toBeUndefined();
  });

  it('answers the request that is open when SIGTERM comes, and the Ctrl-C that npm repeats does not cut it off', async () => {
    const service = await start();
    const request = await openHalfARequest(service);
    service.kill('SIGTERM');
    service.kill('SIGINT');
    await until(() => service.logs.includes('finishing open requests'), 'the service has begun to leave');
    await until(
      () =>
        fetch(service.url).then(
          () => false,
          () => true,
        ),
      'it takes no new connection',
    );
    expect(await request.finish()).toMatch(/^HTTP\/1.1 (201|409) /);
    await until(() => service.hasEnded, 'it has left, although the client keeps the connection', LEAVES_BY_ITSELF_MS);
    expect(await service.end()).toBe(0);
    expect(postgresOf(folder)).toBeUndefined();
  });

  it('is not ready from SIGTERM on, and goes on serving until load balancers have seen it', async () => {
    const service = await start({ environment: { SHUTDOWN_DELAY_MS: '5000' } });
    await until(async () => (await statusOf(service, '/health/ready')) === 200, 'it is ready');
    service.kill('SIGTERM');
    await until(async () => (await statusOf(service, '/health/ready')) === 503, 'the service is not ready');
    expect(await statusOf(service, '/api/v1/assets')).toBe(200);
    expect(await service.end()).toBe(0);
  });

  it('is what npm start becomes, so that a signal to npm is not lost in the shell between them', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    // npm runs `sh -c <script>` and signals that shell; a shell that only waits for the service dies and leaves it.
    expect(manifest.scripts).toMatchObject({
      start: 'exec node dist/src/main.js',
      cli: 'exec node bin/autoindex.js',
    });
  });

  it('names PORT when it is taken, ends with 1 and leaves no server behind', async () => {
    const taken = await takePort();
    const service = ServiceProcess.spawn({ folder, environment: { PORT: String(taken.port) } });
    expect(await service.end()).toBe(1);
    expect(service.logs).toContain(`PORT: ${taken.port} is taken`);
    expect(postgresOf(folder)).toBeUndefined();
    await taken.release();
  });

  it('reports every fault of the environment by name, before anything starts', async () => {
    const empty = join(home, 'empty');
    mkdirSync(empty);
    const environment = {
      NODE_ENV: 'production',
      PORT: 'http',
      DATABASE_URL: 'mysql://hunter2@host',
      LOG_LEVEL: 'loud',
    };
    const service = ServiceProcess.spawn({ folder: empty, environment });
    expect(await service.end()).toBe(1);
    for (const name of [...Object.keys(environment).slice(1), 'ADMIN_TOKEN'])
      expect(service.logs).toContain(`${name}:`);
    expect(service.logs).not.toContain('hunter2');
    expect(readdirSync(empty)).toEqual([]);
  });

  it('names DATA_DIR when that is no folder it can use', async () => {
    const file = join(home, 'a-file');
    writeFileSync(file, '');
    const service = ServiceProcess.spawn({ folder, environment: { DATA_DIR: file } });
    expect(await service.end()).toBe(1);
    expect(service.logs).toContain(`DATA_DIR: ${file} cannot be used`);
    expect(service.logs).not.toContain('stack');
  });

  it('says that DATABASE_URL does not let it in', async () => {
    const url = new URL(process.env['TEST_SERVER_URL'] ?? '');
    url.pathname = '/no_such_database';
    const service = ServiceProcess.spawn({ folder, environment: { DATABASE_URL: url.href } });
    expect(await service.end()).toBe(1);
    expect(service.logs).toContain('DATABASE_URL: database \\"no_such_database\\" does not exist');
    expect(service.logs).not.toContain(url.password);
  });

  it('leaves files that belong to the owner of the folder, also when root starts it in a private home', async () => {
    const owner =
      process.getuid?.() === 0 ? { uid: 1, gid: 1 } : { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
    const theirs = join(home, 'theirs');
    mkdirSync(theirs);
    chownSync(theirs, owner.uid, owner.gid);
    chmodSync(theirs, 0o700);
    chmodSync(home, 0o711);
    const service = await start({ folder: theirs });
    expect(await statusOf(service, '/api/v1/assets')).toBe(200);
    expect(await service.end('SIGTERM')).toBe(0);
    const files = readdirSync(theirs, { recursive: true, encoding: 'utf8' });
    expect([...new Set(files.map((name) => statSync(join(theirs, name)).uid))]).toEqual([owner.uid]);
  });
});

/** A request that cannot be answered before its second half arrives. */
async function openHalfARequest(service: ServiceProcess): Promise<{ finish(): Promise<string> }> {
  const { hostname, port } = new URL(service.url);
  const socket: Socket = connect(Number(port), hostname);
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  const head = [
    'POST /api/v1/assets HTTP/1.1',
    `Host: ${hostname}`,
    'Content-Type: application/json',
    `X-Admin-Token: ${tokenIn(service)}`,
    `Content-Length: ${newAsset.length}`,
    'Expect: 100-continue',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  await until(() => answer.includes('100 Continue'), 'the service has read the head of the request');
  answer = '';
  return {
    finish: async () => {
      socket.write(newAsset);
      await until(() => answer.includes('\r\n\r\n'), 'the answer has come');
      return answer;
    },
  };
}
