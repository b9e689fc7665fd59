import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { VERSION } from '../platform/config';
import { REPORT_FORMATS, REPORT_TYPES } from '../reports';
import { createProgram } from './program';

interface Parsed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Parses in this process. For command lines that end before a command runs: help, and what the parser refuses. */
async function parse(...args: string[]): Promise<Parsed> {
  let stdout = '';
  let stderr = '';
  const program = createProgram();
  for (const command of withSubcommands(program)) {
    command.exitOverride().configureOutput({
      writeOut: (text) => (stdout += text),
      writeErr: (text) => (stderr += text),
    });
  }
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return { code: error.exitCode, stdout, stderr };
    return { code: 1, stdout, stderr: `${stderr}error: ${(error as Error).message}\n` };
  }
  throw new Error(`${args.join(' ')} ran a command`);
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

/** `index list`; the empty text for the program itself. */
function pathOf(command: Command): string {
  return command.parent === null ? '' : `${pathOf(command.parent)} ${command.name()}`.trim();
}

const paths = withSubcommands(createProgram()).map(pathOf);
const split = (text: string): string[] => text.split(' ').filter((word) => word !== '');

it('has every command that the documentation calls', () => {
  const pages = [
    'README.md',
    ...readdirSync('docs')
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ];
  const calls = pages.flatMap((page) => [
    ...readFileSync(page, 'utf8').matchAll(/npx autoindex ([a-z][a-z -]*[a-z])/g),
  ]);
  const commands = calls.map(([, words = '']) => words.replace(/ -.*/, ''));
  expect(commands.length).toBeGreaterThan(20);
  expect(commands.filter((words) => !paths.some((path) => path !== '' && `${words} `.startsWith(`${path} `)))).toEqual(
    [],
  );
});

it.each(paths)('explains "%s" with an example that can be copied', async (path) => {
  const { code, stdout } = await parse(...split(path), '--help');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Examples?:\n {2}\$ .*npx autoindex /m);
});

/** They take any number of arguments. */
const variadic = withSubcommands(createProgram())
  .filter(({ registeredArguments }) => registeredArguments.some((argument) => argument.variadic))
  .map(pathOf);

it.each(paths.filter((path) => !variadic.includes(path)))('refuses an argument too many of "%s"', async (path) => {
  const { code, stderr } = await parse(...split(path), 'one', 'two', 'three');
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: (too many arguments|unknown command 'one'|required option)/);
});

it.each([
  ['divine', "unknown command 'divine'"],
  ['index divine', "unknown command 'divine'"],
  ['index list --divine', "unknown option '--divine'"],
  ['index create other more --method chained', 'too many arguments'],
  ['index create other', "required option '--method <method>' not specified"],
  ['index backtest --prices a.csv --method chained', "required option '--out <folder>' not specified"],
  ['keys create x', "required option '--scopes <scopes>' not specified"],
  ['keys create x --scopes everything', '--scopes: must be some of read,write,refresh,ops,admin'],
  ['jobs list --state done', 'Allowed choices are created, retry, active, completed, cancelled, failed'],
  ['reports create --type poem', `Allowed choices are ${REPORT_TYPES.join(', ')}`],
  ['reports create --type risk --format pdf', `Allowed choices are ${REPORT_FORMATS.join(', ')}`],
  ['reports create --type risk --days 0', '--days: must be a whole number, 1 to 99999'],
  ['index chart autoindex --out a.svg --from 2024-02-30', '--from: must be a calendar day that exists'],
  ['index chart autoindex --out a.svg --to tomorrow', '--to: must be a calendar day that exists'],
  ['cleanup --keep-days 29', '--keep-days: must be a whole number, 30 to 99999'],
  ['cleanup --keep-days 1e9', '--keep-days: must be a whole number, 30 to 99999'],
])('refuses "%s" before anything is opened', async (line, message) => {
  const { code, stderr } = await parse(...split(line));
  expect(code).toBe(1);
  expect(stderr).toContain(message);
});

it('prints JSON on request with every command that prints a result', () => {
  const leaves = withSubcommands(createProgram()).filter(({ commands }) => commands.length === 0);
  const without = leaves.filter((leaf) => !leaf.options.some(({ long }) => long === '--json')).map(pathOf);
  expect(without).toEqual(['completion']);
});

it('shows the help of a group that is called without a subcommand, as an error', async () => {
  const { code, stderr } = await parse('runs');
  expect(code).toBe(1);
  expect(stderr).toContain('Usage: npx autoindex runs');
});

it('has the version of the service', async () => {
  expect(await parse('--version')).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: '' });
});

it('loads neither Nest nor TypeORM nor ECharts before a command runs', () => {
  const program = join(__dirname, '../../dist/src/cli/program.js');
  const script = `require(${JSON.stringify(program)}).createProgram(); console.log(Object.keys(require.cache).join('\\n'))`;
  const loaded = execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  expect(loaded).toContain('commander');
  expect(loaded).not.toMatch(/node_modules\/(@nestjs|typeorm|echarts|pg|class-validator)\//);
});
