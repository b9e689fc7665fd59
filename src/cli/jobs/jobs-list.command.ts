import { Help, Option, SubCommand } from 'nest-commander';
import { JOB_STATES, JobRecord, JobRecords, JobState } from '../../platform/jobs';
import { withApplication } from '../application';
import { CommandError } from '../command.error';
import { table } from '../table';
import { LeafCommand } from '../leaf-command';

const NEWEST = 50;

@SubCommand({ name: 'list', description: `List the newest ${NEWEST} jobs` })
export class JobsListCommand extends LeafCommand {
  async run(_: string[], { state }: { readonly state?: JobState }): Promise<void> {
    const states = state === undefined ? JOB_STATES : [state];
    const jobs = await withApplication((app) => app.get(JobRecords).list(states, NEWEST));
    process.stdout.write(table(['ID', 'QUEUE', 'STATE', 'TRIES', 'ENQUEUED', 'ABOUT', 'ERROR'], jobs.map(row)));
  }

  @Option({ flags: '--state <state>', description: `one of ${JOB_STATES.join(', ')}; failed: the dead ones` })
  parseState(text: string): JobState {
    const state = JOB_STATES.find((each) => each === text);
    if (state === undefined) throw new CommandError(`--state: must be one of ${JOB_STATES.join(', ')}`);
    return state;
  }

  @Help('after')
  examples(): string {
    return '\nExample:\n  $ npm run cli -- jobs list --state failed\n';
  }
}

function row({ id, queue, state, tries, mostTries, enqueuedAt, about, output }: JobRecord): string[] {
  const message = output?.['message'];
  const error = typeof message === 'string' ? message : '';
  return [id, queue, state, `${tries} of ${mostTries}`, enqueuedAt, about ?? '-', error];
}
