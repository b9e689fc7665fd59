import { Command, Help } from 'nest-commander';
import { CommandGroup } from '../command-group';
import { RunsListCommand } from './runs-list.command';
import { RunsRevertCommand } from './runs-revert.command';
import { RunsShowCommand } from './runs-show.command';

@Command({
  name: 'runs',
  description: 'Runs: what changed the data',
  subCommands: [RunsListCommand, RunsShowCommand, RunsRevertCommand],
})
export class RunsCommand extends CommandGroup {
  @Help('after')
  examples(): string {
    return '\nExamples:\n  $ npm run cli -- runs list\n  $ npm run cli -- runs show 12\n';
  }
}
