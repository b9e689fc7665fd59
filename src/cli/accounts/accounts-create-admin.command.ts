import { Help, SubCommand } from 'nest-commander';
import { LeafCommand } from '../leaf-command';
import { UsersService, hashPassword, normalEmail, passwordFaults } from '../../accounts';
import { withApplication } from '../application';
import { CommandError } from '../command.error';
import { readPassword } from './read-password';

/** The password comes from standard input: arguments are seen by every user of the machine and kept by the shell. */
@SubCommand({
  name: 'create-admin',
  arguments: '<email>',
  description: 'Make an administrator, or one of an account; the password is asked for, or read from standard input',
})
export class AccountsCreateAdminCommand extends LeafCommand {
  async run([text = '']: string[]): Promise<void> {
    const email = normalEmail(text);
    if (email === undefined) throw new CommandError(`${text} is not an e-mail address`);
    const password = await readPassword();
    const faults = passwordFaults(password);
    if (faults.length > 0) throw new CommandError(faults.join('; '));
    const passwordHash = await hashPassword(password);
    await withApplication((app) => app.get(UsersService).ensureAdministrator(email, passwordHash));
    process.stdout.write(`${email} is an administrator\n`);
  }

  @Help('after')
  examples(): string {
    return `
Examples:
  $ npm run cli -- accounts create-admin ada@example.org
  $ npm run --silent cli -- accounts create-admin ada@example.org < password.txt
`;
  }
}
