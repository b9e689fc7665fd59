import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const BUILD = `mkdir -p dist/src/cli && echo 'console.log(process.argv.slice(2).join())' > dist/src/cli/main.js && echo built >> builds && echo noise`;

describe('npx autoindex', () => {
  let checkout: string;
  const call = (...args: string[]): string =>
    execFileSync('npx', ['autoindex', ...args], {
      cwd: checkout,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  const builds = (): number => readFileSync(join(checkout, 'builds'), 'utf8').split('\n').length - 1;

  beforeAll(() => {
    checkout = mkdtempSync(join(tmpdir(), 'autoindex-bin-'));
    cpSync('bin', join(checkout, 'bin'), { recursive: true });
    const { bin } = JSON.parse(readFileSync('package.json', 'utf8')) as { bin: Record<string, string> };
    const manifest = { name: 'a-checkout', version: '1.0.0', private: true, bin, scripts: { build: BUILD } };
    writeFileSync(join(checkout, 'package.json'), JSON.stringify(manifest));
    mkdirSync(join(checkout, 'src/prices'), { recursive: true });
    writeFileSync(join(checkout, 'src/prices/prices.ts'), '');
  });
  afterAll(() => rmSync(checkout, { recursive: true }));

  it('builds when there is no build, and prints only the output of the command', () => {
    expect(call('index', 'list')).toBe('index,list\n');
    expect(builds()).toBe(1);
  });

  it('builds again only when a source is newer than the build', () => {
    call('--help');
    expect(builds()).toBe(1);
    const later = new Date(Date.now() + 60_000);
    utimesSync(join(checkout, 'src/prices/prices.ts'), later, later);
    expect(call('--help')).toBe('--help\n');
    expect(builds()).toBe(2);
  });
});
