import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CLI_MAIN } from '../support/cli';
import { ServiceProcess } from '../support/processes';

interface Step {
  readonly command: string;
  readonly answer: string;
}

const ROOT = join(__dirname, '../..');

/** Every `$ command` of the README's console blocks, with the lines that it says are printed. */
async function readTour(): Promise<Step[]> {
  const text = await readFile(join(ROOT, 'README.md'), 'utf8');
  const blocks = [...text.matchAll(/```console\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  return blocks
    .flatMap((block) => block.split(/^\$ /m).slice(1))
    .map((step) => {
      const [command = '', ...lines] = step.trimEnd().split('\n');
      return { command, answer: lines.join('\n') };
    });
}

/** Instants, durations and folders differ from run to run; counts grow with the demo market. */
function comparable(text: string): string {
  return text
    .trimEnd()
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'INSTANT')
    .replace(/\([\d.]+ s, [\d,]+ rows\/s\)/g, '(TIME)')
    .replace(/\/tmp\/tmp\.\w+/g, 'FOLDER')
    .replace(/\d+ demo prices/g, 'COUNT demo prices')
    .replace(/(restored|allocations|indexValues|riskMetrics) [1-9]\d*/g, '$1 COUNT');
}

describe('the tour of the README', () => {
  let folder: string;
  let service: ServiceProcess;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'autoindex-tour-'));
    await mkdir(join(folder, 'files'));
    service = await ServiceProcess.start({ folder });
  });

  afterAll(async () => {
    await service.end('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  });

  it('gives the answers that it prints', async () => {
    const steps = await readTour();
    expect(steps.length).toBeGreaterThanOrEqual(8);
    for (const { command, answer } of steps) {
      const here = command
        .replaceAll('http://localhost:3000', service.url)
        .replaceAll('npx autoindex', `${process.execPath} ${CLI_MAIN}`);
      const given = comparable(await run(here, folder)).replaceAll(join(folder, 'files'), 'FOLDER');
      expect(`$ ${command}\n${given}`).toBe(`$ ${command}\n${comparable(answer)}`);
    }
  }, 240_000);
});

/** A command may end with another code than 0. Returns what it prints, as a terminal would show it. */
async function run(command: string, cwd: string): Promise<string> {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, tour: join(cwd, 'files'), TMPDIR: cwd };
  const { stdout } = await promisify(execFile)('bash', ['-c', `{ ${command}\n} 2>&1`], { cwd, env }).catch(
    (error: { stdout: string }) => error,
  );
  return stdout;
}
