import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { Command } from 'commander';
import { withServices } from './application';
import { CommandError } from './input';
import { examples, prints, Result } from './output';

export function addAccountsCommands(program: Command): void {
  const accounts = program
    .command('accounts')
    .description('Accounts of people')
    .addHelpText('after', examples('npx autoindex accounts create-admin ada@example.org'));

  const create = accounts
    .command('create-admin')
    .description('Create an administrator, or make an account one; reads the password from the terminal or a pipe')
    .argument('<email>')
    .addHelpText(
      'after',
      examples(
        'npx autoindex accounts create-admin ada@example.org',
        'npx autoindex accounts create-admin ada@example.org < password.txt',
      ),
    );
  prints(create, createAdministrator);
}

/** The password is not an argument: every user of the machine sees arguments, and the shell's history keeps them. */
async function createAdministrator(text: string): Promise<Result> {
  const { hashPassword, normalEmail, passwordFaults } = await import('../accounts');
  const email = normalEmail(text);
  if (email === undefined) throw new CommandError(`${text} is not an e-mail address`);
  const password = await readPassword();
  const faults = await passwordFaults(password, email);
  if (faults.length > 0) throw new CommandError(faults.join('; '));
  const passwordHash = await hashPassword(password);
  await withServices(({ users }) => users.ensureAdministrator(email, passwordHash));
  return { text: `${email} is an administrator\n`, json: { email, role: 'admin' } };
}

/** The first line of standard input. On a terminal it prompts, and does not echo what is typed. */
async function readPassword(): Promise<string> {
  const terminal = process.stdin.isTTY;
  if (terminal) process.stderr.write('Password: ');
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal });
  try {
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
    if (terminal) process.stderr.write('\n');
  }
}
