import { Command, Help } from 'nest-commander';
import { CommandGroup } from '../command-group';
import { JobsListCommand } from './jobs-list.command';
import { JobsRetryCommand } from './jobs-retry.command';

@Command({
  name: 'jobs',
  description: 'Jobs: work that waits in the queue, or failed for good',
  subCommands: [JobsListCommand, JobsRetryCommand],
})
export class JobsCommand extends CommandGroup {
  @Help('after')
  examples(): string {
    return '\nExamples:\n  $ npm run cli -- jobs list\n  $ npm run cli -- jobs retry <id>\n';
  }
}
