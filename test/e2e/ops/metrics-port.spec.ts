import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../../support/cli';
import { TestDatabase, createTestDatabase } from '../../support/database';
import { freePort } from '../../support/free-port';
import { ServiceProcess } from '../../support/processes';

describe('metrics on a port of their own', () => {
  let folder: string;
  let database: TestDatabase;
  let service: ServiceProcess;
  let environment: Record<string, string>;
  let metricsUrl: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'autoindex-metrics-'));
    database = await createTestDatabase();
    const port = await freePort();
    metricsUrl = `http://127.0.0.1:${port}/metrics`;
    environment = { DATABASE_URL: database.url, METRICS_PORT: String(port), METRICS_TOKEN: 'a-token' };
    service = await ServiceProcess.start({ folder, environment });
  });
  afterAll(async () => {
    await service.end('SIGTERM');
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  it('are given there to who has the token only', async () => {
    expect((await fetch(metricsUrl)).status).toBe(401);
    expect((await fetch(metricsUrl, { headers: { authorization: 'Bearer another' } })).status).toBe(401);
    const answer = await fetch(metricsUrl, { headers: { authorization: 'Bearer a-token' } });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('health_check_up{check="postgres"} 1');
  });

  it('leave a command alone that has the same settings and runs beside the service', async () => {
    expect(await runCli(['runs', 'list'], environment)).toMatchObject({ code: 0, stderr: '' });
  });

  it('name METRICS_PORT, without a stack, when it is taken', async () => {
    const second = ServiceProcess.spawn({ folder, environment });
    expect(await second.end()).toBe(1);
    expect(second.logs).toContain('METRICS_PORT: cannot listen on');
    expect(second.logs).not.toContain('    at ');
  });
});
