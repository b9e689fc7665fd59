import { execFileSync } from 'node:child_process';
import { createProgram } from './program';

async function script(shell: string): Promise<string> {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  await createProgram().parseAsync(['completion', shell], { from: 'user' });
  const text = write.mock.calls.map(([chunk]) => String(chunk)).join('');
  write.mockRestore();
  return text;
}

/** What bash offers for the last word of a line. */
async function offered(...words: string[]): Promise<string[]> {
  const set = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}`;
  const run = `${await script('bash')}\n${set}; _autoindex; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', run], { encoding: 'utf8' }).trim().split('\n');
}

describe('the completion in bash', () => {
  it('offers the commands and their subcommands, with and without npx', async () => {
    expect(await offered('autoindex', 'qua')).toEqual(['quarantine']);
    expect(await offered('npx', 'autoindex', 'runs', '')).toEqual(['list', 'show', 'revert', '--help']);
    expect(await offered('npx', 'autoindex', 'runs', 're')).toEqual(['revert']);
  });

  it('offers the options of a command, behind its arguments too', async () => {
    expect(await offered('npx', 'autoindex', 'prices', 'import', 'a.csv', '--d')).toEqual(['--dry-run']);
    expect(await offered('autoindex', 'runs', 'list', '--')).toEqual(['--json', '--help']);
  });

  it('offers the values of an option that has a list of them, and leaves others to the shell', async () => {
    expect(await offered('autoindex', 'quarantine', 'list', '--state', '')).toEqual([
      'open',
      'released',
      'discarded',
      'all',
    ]);
    expect(await offered('autoindex', 'index', 'chart', 'autoindex', '--out', '')).toEqual(['']);
  });

  it('leaves other packages of npx alone', async () => {
    expect(await offered('npx', 'jest', 'runs', '')).toEqual(['']);
    expect(await offered('npx', 'auto')).toEqual(['']);
  });
});

it.each(['zsh', 'fish'])('has a script for %s that knows every command', async (shell) => {
  const text = await script(shell);
  for (const { name } of createProgram().commands.map((command) => ({ name: command.name() }))) {
    expect(text).toContain(name);
  }
});
