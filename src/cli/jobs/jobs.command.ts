import { Command } from 'nest-commander';
import { CommandGroup } from '../command-group';
import { JobsListCommand } from './jobs-list.command';
import { JobsRetryCommand } from './jobs-retry.command';

@Command({
  name: 'jobs',
  description: 'Jobs: work that waits in the queue, or failed for good',
  subCommands: [JobsListCommand, JobsRetryCommand],
})
export class JobsCommand extends CommandGroup {}
