import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');

interface Outcome {
  readonly title: string;
  readonly status: string;
  readonly failureMessages: readonly string[];
}

/** Runs the tests of a file in a jest of its own, on the same server. */
async function outcomesOf(file: string): Promise<Outcome[]> {
  const jest = join(ROOT, 'node_modules/jest/bin/jest.js');
  const options = ['--json', '--reporters=default', '--testMatch', `**/${file}`, '--silent'];
  const env = { ...process.env, TEST_DATABASE_URL: process.env['TEST_SERVER_URL'], LEAK_TIMEOUT_MS: '500' };
  const child = spawn(process.execPath, [jest, ...options], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'ignore'] });
  let written = '';
  child.stdout.on('data', (chunk: Buffer) => (written += chunk.toString()));
  await once(child, 'close');
  const { testResults } = JSON.parse(written) as { testResults: [{ assertionResults: Outcome[] }] };
  return testResults[0].assertionResults;
}

it('a test that leaves a connection in a transaction fails for it, whatever process left it', async () => {
  const outcomes = await outcomesOf('leaking.fixture.ts');
  expect(outcomes.map(({ title, status }) => `${title}: ${status}`)).toEqual([
    'leaves a connection in a transaction: failed',
    'leaves none: passed',
    'leaves one in a failed transaction: failed',
    'leaves one of another process: failed',
  ]);
  const reasons = outcomes.flatMap(({ failureMessages }) => failureMessages.map((text) => text.split('\n')[1]));
  expect(reasons).toEqual([
    'autoindex-write idle in transaction: begin; select 1',
    'autoindex-write idle in transaction (aborted): begin; select 1 / 0',
    'autoindex-read idle in transaction: begin; select 1',
  ]);
}, 180_000);
