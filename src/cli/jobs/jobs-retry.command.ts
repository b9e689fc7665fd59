import { Help, SubCommand } from 'nest-commander';
import { JobRecords } from '../../platform/jobs';
import { withApplication } from '../application';
import { CommandError } from '../command.error';
import { LeafCommand } from '../leaf-command';

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/;

@SubCommand({ name: 'retry', arguments: '<id>', description: 'Run a dead job again; a running service does it' })
export class JobsRetryCommand extends LeafCommand {
  async run([id = '']: string[]): Promise<void> {
    if (!UUID.test(id)) throw new CommandError('<id>: must be the id of a job, as jobs list shows it');
    const { queue } = await withApplication((app) => app.get(JobRecords).retry(id));
    process.stdout.write(`job ${id} waits in the queue ${queue} again\n`);
  }

  @Help('after')
  examples(): string {
    return '\nExample:\n  $ npm run cli -- jobs retry 3f0c1f8e-58a1-4c3f-9a55-0d6f2f6f1c11\n';
  }
}
