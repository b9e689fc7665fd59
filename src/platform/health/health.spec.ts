import { TerminusModule } from '@nestjs/terminus';
import { SmallApp, smallApp } from '../../../test/support/small-app';
import { HealthChecks, Readiness } from '.';
import { HealthController } from './health.controller';

let small: SmallApp;
let checks: HealthChecks;
const ask = async (url: string) => {
  const answer = await small.app.inject({ url });
  return { status: answer.statusCode, body: answer.json() };
};

beforeEach(async () => {
  small = await smallApp({
    imports: [TerminusModule.forRoot({ logger: false })],
    controllers: [HealthController],
    providers: [HealthChecks, Readiness],
  });
  checks = small.app.get(HealthChecks);
});
afterEach(() => small.app.close());

it('is ready when all that is required answers', async () => {
  checks.add('postgres', true, () => Promise.resolve());
  expect(await ask('/health/ready')).toEqual({
    status: 200,
    body: { ready: true, checks: [{ name: 'postgres', required: true, status: 'up' }] },
  });
});

it('is not ready when something required fails, and gives away no cause', async () => {
  checks.add('postgres', true, () => Promise.reject(new Error('password "hunter2" refused')));
  const { status, body } = await ask('/health/ready');
  expect(status).toBe(503);
  expect(JSON.stringify(body)).not.toContain('hunter2');
});

it('stays ready, with a warning, when something optional fails', async () => {
  checks.add('postgres', true, () => Promise.resolve());
  checks.add('redis', false, () => Promise.reject(new Error('gone')));
  expect(await ask('/health/ready')).toEqual({
    status: 200,
    body: {
      ready: true,
      checks: [
        { name: 'postgres', required: true, status: 'up' },
        { name: 'redis', required: false, status: 'down', detail: expect.any(String) as string },
      ],
    },
  });
});

it('asks once for many questions within a second', async () => {
  let asked = 0;
  checks.add('postgres', true, () => Promise.resolve(void asked++));
  await Promise.all(Array.from({ length: 50 }, () => ask('/health/ready')));
  expect(asked).toBe(1);
});

it('answers within its bound while a check hangs, and does not start a second one beside it', async () => {
  let asked = 0;
  checks.add('postgres', true, () => new Promise<void>(() => void asked++));
  expect((await ask('/health/ready')).status).toBe(503);
  expect((await ask('/health/ready')).body.checks[0].detail).toBe('no answer within 1000 ms');
  expect(asked).toBe(1);
});

it('is not ready from the moment it leaves, without waiting for the end of the second', async () => {
  checks.add('postgres', true, () => Promise.resolve());
  expect((await ask('/health/ready')).status).toBe(200);
  small.app.get(Readiness).leave();
  expect((await ask('/health/ready')).status).toBe(503);
});

it('lives without asking anybody', async () => {
  checks.add('postgres', true, () => new Promise<void>(() => undefined));
  expect(await ask('/health/live')).toEqual({ status: 200, body: { status: 'ok' } });
});

it('says status and service as it always has', async () => {
  expect(await ask('/health')).toMatchObject({ status: 200, body: { status: 'ok', service: 'api' } });
});
