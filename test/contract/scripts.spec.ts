import { readFileSync, readdirSync } from 'node:fs';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

/** Tell of prices that somebody else has to bring; they measure nothing. */
const WITH_ARGUMENTS = ['methods', 'held'];

describe('npm run bench', () => {
  const benches = Object.keys(scripts)
    .filter((name) => name.startsWith('bench:'))
    .map((name) => name.slice('bench:'.length));

  it('runs every bench that needs nothing to be given', () => {
    const [, listed = ''] = /for each in ([a-z ]+);/.exec(scripts['bench'] ?? '') ?? [];
    expect(listed.split(' ').sort()).toEqual(benches.filter((name) => !WITH_ARGUMENTS.includes(name)).sort());
  });

  it('has a script for every file of bench', () => {
    const all = benches.map((name) => scripts[`bench:${name}`]).join();
    const files = readdirSync('bench', { withFileTypes: true }).filter((entry) => entry.isFile());
    const started = files.filter(({ name }) => all.includes(`bench/${name.replace(/\.ts$/, '.')}`));
    expect(started).toEqual(files);
  });
});
