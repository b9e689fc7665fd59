import { CommandRunner } from 'nest-commander';

/** A group does nothing itself: it lists its subcommands, and says so of one that it does not know. */
export abstract class CommandGroup extends CommandRunner {
  run([unknown]: string[]): Promise<void> {
    if (unknown !== undefined) this.command.error(`error: unknown command '${this.command.name()} ${unknown}'`);
    return Promise.resolve(this.command.help({ error: true }));
  }
}
