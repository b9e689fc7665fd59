import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { Command } from 'commander';
import type { AccountDto, InvitationDto } from '../accounts';
import { CLI_REQUESTER, withServices } from './application';
import { CommandError, recordId, wholeNumber } from './input';
import { examples, facts, instant, prints, Result, table } from './output';
import type { Services } from './services';

const LISTED = 500;
const MAX_INVITATION_DAYS = 90;

export function addAccountsCommands(program: Command): void {
  const accounts = program
    .command('accounts')
    .description('Accounts of people')
    .addHelpText(
      'after',
      examples('npx autoindex accounts create-admin ada@example.org', 'npx autoindex accounts invite bob@example.org'),
    );

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
  addListCommand(accounts);
  addUpdateCommands(accounts);
  addDeleteCommand(accounts);
  addSessionCommands(accounts);
  addCodeCommands(accounts);
  addInvitationCommands(accounts);
}

function addListCommand(accounts: Command): void {
  const list = accounts
    .command('list')
    .description('List the users in the order of their ids')
    .option('--after <id>', 'only users with a greater id', (text) => recordId(text, 'user'))
    .addHelpText('after', examples('npx autoindex accounts list'));
  prints(list, async ({ after }: { after?: number }) => {
    const { toAccountDto } = await import('../accounts');
    const page = await withServices(({ users }) =>
      users.list({ limit: LISTED, ...(after === undefined ? {} : { cursor: after }) }),
    );
    const json = page.data.map(toAccountDto);
    const heads = ['ID', 'E-MAIL', 'ROLE', 'PASSWORD', 'GOOGLE', 'CREATED (UTC)', 'DISABLED (UTC)'];
    const more = page.nextCursor === null ? '' : `more: accounts list --after ${page.nextCursor}\n`;
    return { text: `${table(heads, json.map(row))}${more}`, json };
  });
}

function row({ id, email, role, hasPassword, hasGoogle, createdAt, disabledAt }: AccountDto): string[] {
  const yesOrNo = [hasPassword, hasGoogle].map((has) => (has ? 'yes' : 'no'));
  return [String(id), email, role, ...yesOrNo, instant(createdAt), disabledAt === null ? '-' : instant(disabledAt)];
}

function addUpdateCommands(accounts: Command): void {
  for (const [name, description, update, result] of [
    ['promote', 'Make a user an administrator', { role: 'admin' }, 'is an administrator'],
    ['demote', 'Make an administrator an ordinary user', { role: 'user' }, 'is an ordinary user'],
    ['disable', 'Sign a user out everywhere and refuse further sign-ins', { disabled: true }, 'is disabled'],
    ['enable', 'Let a disabled user sign in again', { disabled: false }, 'is enabled'],
  ] as const) {
    const command = accounts
      .command(name)
      .description(description)
      .argument('<email>')
      .addHelpText('after', examples(`npx autoindex accounts ${name} ada@example.org`));
    prints(command, async (text: string) => {
      const { toAccountDto } = await import('../accounts');
      const user = await withUser(text, ({ users }, { id }) => users.update(id, update, CLI_REQUESTER.name));
      return { text: `${user.email} ${result}\n`, json: toAccountDto(user) };
    });
  }
}

function addDeleteCommand(accounts: Command): void {
  const remove = accounts
    .command('delete')
    .description('Delete a user with all sessions; runs keep the name user:<id>')
    .argument('<email>')
    .addHelpText('after', examples('npx autoindex accounts delete ada@example.org'));
  prints(remove, async (text: string) => {
    const { id, email } = await withUser(text, async ({ users }, user) => {
      await users.delete(user.id, CLI_REQUESTER.name);
      return user;
    });
    return { text: `deleted ${email}, user:${id}\n`, json: { id, email, deleted: true } };
  });
}

function addSessionCommands(accounts: Command): void {
  const list = accounts
    .command('sessions')
    .description('List the open sessions of a user, the last used one first')
    .argument('<email>')
    .addHelpText('after', examples('npx autoindex accounts sessions ada@example.org'));
  prints(list, async (text: string) => {
    const json = await withUser(text, ({ sessions }, { id }) => sessions.list(id));
    const rows = json.map(({ createdAt, lastUsedAt, expiresAt, address, userAgent }) => [
      ...[createdAt, lastUsedAt, expiresAt].map(instant),
      ...[address ?? '-', userAgent ?? '-'],
    ]);
    return { text: table(['OPENED (UTC)', 'LAST USED (UTC)', 'ENDS (UTC)', 'ADDRESS', 'PROGRAM'], rows), json };
  });

  const end = accounts
    .command('sign-out')
    .description('End all sessions of a user')
    .argument('<email>')
    .addHelpText('after', examples('npx autoindex accounts sign-out ada@example.org'));
  prints(end, async (text: string) => {
    const { id, email } = await withUser(text, async ({ sessions }, user) => {
      await sessions.revokeAllOf(user.id);
      return user;
    });
    return { text: `signed out ${email}\n`, json: { id, email, signedOut: true } };
  });
}

function addCodeCommands(accounts: Command): void {
  const reset = accounts
    .command('reset-password')
    .description('Print a code that sets a new password once, within a day')
    .argument('<email>')
    .addHelpText('after', examples('npx autoindex accounts reset-password ada@example.org'));
  prints(reset, async (text: string) => {
    const json = await withUser(text, ({ passwords }, { id }) => passwords.createReset(id, CLI_REQUESTER.name));
    return { text: facts({ code: json.code, expires: `${instant(json.expiresAt)} UTC` }), json };
  });
}

function addInvitationCommands(accounts: Command): void {
  const invite = accounts
    .command('invite')
    .description('Print a code with which one e-mail can register once; replaces an earlier one')
    .argument('<email>')
    .option('--days <days>', 'how long it is valid', (text) => wholeNumber('--days', text, 1))
    .addHelpText('after', examples('npx autoindex accounts invite bob@example.org --days 2'));
  prints(invite, async (text: string, { days }: { days?: number }) => {
    if (days !== undefined && days > MAX_INVITATION_DAYS) {
      throw new CommandError(`--days: must be at most ${MAX_INVITATION_DAYS}`);
    }
    const email = await emailOf(text);
    const json = await withServices(({ invitations }) => invitations.create(email, CLI_REQUESTER.name, days));
    return { text: facts({ code: json.code, expires: `${instant(json.expiresAt)} UTC` }), json };
  });

  const list = accounts
    .command('invitations')
    .description('List the invitations that are not used, newest first')
    .addHelpText('after', examples('npx autoindex accounts invitations'));
  prints(list, async () => {
    const { data: json } = await withServices(({ invitations }) => invitations.list({ limit: LISTED }));
    const rows = json.map(({ id, email, createdBy, createdAt, expiresAt }: InvitationDto) => [
      ...[String(id), email, createdBy, instant(createdAt), instant(expiresAt)],
    ]);
    return { text: table(['ID', 'E-MAIL', 'BY', 'CREATED (UTC)', 'EXPIRES (UTC)'], rows), json };
  });

  const withdraw = accounts
    .command('uninvite')
    .description('Withdraw an invitation')
    .argument('<id>', 'id of the invitation, as accounts invitations shows it')
    .addHelpText('after', examples('npx autoindex accounts uninvite 3'));
  prints(withdraw, async (text: string) => {
    const id = recordId(text, 'invitation');
    await withServices(({ invitations }) => invitations.delete(id));
    return { text: `withdrew invitation ${id}\n`, json: { id, withdrawn: true } };
  });
}

type ExistingUser = Awaited<ReturnType<Services['users']['getByEmail']>>;

/** @throws CommandError for an e-mail that has no user */
async function withUser<Result>(
  text: string,
  work: (services: Services, user: ExistingUser) => Promise<Result>,
): Promise<Result> {
  const email = await emailOf(text);
  return withServices(async (services) => work(services, await services.users.getByEmail(email)));
}

async function emailOf(text: string): Promise<string> {
  const { normalEmail } = await import('../accounts');
  const email = normalEmail(text);
  if (email === undefined) throw new CommandError(`${text} is not an e-mail address`);
  return email;
}

/** The password is not an argument: every user of the machine sees arguments, and the shell's history keeps them. */
async function createAdministrator(text: string): Promise<Result> {
  const { hashPassword, passwordFaults } = await import('../accounts');
  const email = await emailOf(text);
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
