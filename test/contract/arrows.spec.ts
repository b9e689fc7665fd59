import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}
interface Rule {
  readonly name: string;
}

const root = join(__dirname, '..', '..');
const rules = (): string[] =>
  (jest.requireActual<{ forbidden: Rule[] }>(join(root, '.dependency-cruiser.cjs')).forbidden ?? []).map(
    ({ name }) => name,
  );

/** A forbidden import for each rule: the file that holds it, and what it imports. */
function plantOf(rule: string): { readonly file: string; readonly text: string; readonly also?: [string, string] } {
  const [, kind, name] = /^(feature|platform)-(.+)$/.exec(rule) ?? [];
  switch (rule) {
    case 'no-cycle':
      return {
        file: 'src/assets/planted-circle.ts',
        text: "import './planted-back';\n",
        also: ['src/assets/planted-back.ts', "import './planted-circle';\n"],
      };
    case 'pure':
      return { file: 'src/index-methods/planted-pure.ts', text: "import '@nestjs/common';\n" };
    case 'feature-door':
      return { file: 'src/prices/planted-window.ts', text: "import '../assets/assets.service';\n" };
    case 'feature-door-from-the-root':
      return { file: 'src/planted-window.ts', text: "import './assets/assets.service';\n" };
    case 'platform-door':
      return { file: 'src/prices/planted-cellar.ts', text: "import '../platform/database/database';\n" };
    case 'pools-are-for-metrics':
      return {
        file: 'src/prices/planted-pool.ts',
        text: "import '../platform/database/connections/connection-pools';\n",
      };
    case 'not-through-your-own-door':
      return { file: 'src/prices/planted-own-door.ts', text: "import './index';\n" };
  }
  // A feature may import no root file, and a platform folder may import no feature.
  if (kind === 'feature') return { file: `src/${name}/planted-arrow.ts`, text: "import '../main';\n" };
  if (kind === 'platform') return { file: `src/platform/${name}/planted-arrow.ts`, text: "import '../../assets';\n" };
  throw new Error(`the rule ${rule} has no planted import`);
}

/** Runs the check in `folder`. It ends with an error as soon as one arrow is refused. */
function check(folder: string): Promise<{ stdout: string; stderr: string }> {
  const program = join(root, 'node_modules', '.bin', 'depcruise');
  const options = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src'];
  return promisify(execFile)(program, options, { cwd: folder, maxBuffer: 100_000_000 }).catch(
    (error: { stdout: string; stderr: string }) => error,
  );
}

describe('arrows between folders', () => {
  let copy: string;
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'arrows-'));
    for (const name of ['src', 'migrations', 'tsconfig.json', '.dependency-cruiser.cjs']) {
      cpSync(join(root, name), join(copy, name), { recursive: true });
    }
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it('are refused by each rule', async () => {
    for (const rule of rules()) {
      const { file, text, also } = plantOf(rule);
      for (const [path, content] of [[file, text] as const, ...(also === undefined ? [] : [also])]) {
        mkdirSync(dirname(join(copy, path)), { recursive: true });
        writeFileSync(join(copy, path), content);
      }
    }
    const { summary } = JSON.parse((await check(copy)).stdout) as { summary: { violations: Violation[] } };
    const refused = summary.violations.filter(({ from }) => from.includes('planted-'));
    const seen = new Set(refused.map(({ rule }) => rule.name));
    expect(rules().filter((rule) => !seen.has(rule))).toEqual([]);
  });

  it('state the neighbours of each new folder', async () => {
    const folder = join(copy, 'src', 'planted-feature');
    mkdirSync(folder);
    expect((await check(copy)).stderr).toContain('src/planted-feature is not listed');
    rmSync(folder, { recursive: true });
  });
});
