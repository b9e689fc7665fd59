import { Command } from 'commander';
import { CommandRunner } from 'nest-commander';

/** A command that does something itself. Arguments that it does not know are refused, not left unread. */
export abstract class LeafCommand extends CommandRunner {
  override setCommand(command: Command): this {
    return super.setCommand(command.allowExcessArguments(false));
  }
}
