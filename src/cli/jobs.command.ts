import { Command, Option } from 'commander';
import type { JobRecord, JobState } from '../platform/jobs';
import { withServices } from './application';
import { choices, CommandError } from './input';
import { examples, instant, prints, table } from './output';

const LISTED = 50;
const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/;

const STATES = choices<JobState>({
  created: true,
  retry: true,
  active: true,
  completed: true,
  cancelled: true,
  failed: true,
});

export function addJobsCommands(program: Command): void {
  const jobs = program
    .command('jobs')
    .description('Background jobs: queued, active, failed')
    .addHelpText('after', examples('npx autoindex jobs list', 'npx autoindex jobs retry <id>'));

  const list = jobs
    .command('list')
    .description(`List the newest ${LISTED} jobs`)
    .addOption(new Option('--state <state>', 'only this state; failed: dead letters').choices(STATES))
    .addHelpText('after', examples('npx autoindex jobs list --state failed'));
  prints(list, async ({ state }: { state?: JobState }) => {
    const records = await withServices((services) =>
      services.jobs.list(state === undefined ? STATES : [state], LISTED),
    );
    const heads = ['ID', 'QUEUE', 'STATE', 'TRIES', 'ENQUEUED (UTC)', 'ABOUT', 'ERROR'];
    return { text: table(heads, records.map(row)), json: records };
  });

  const retry = jobs
    .command('retry')
    .description('Retry a dead letter; a running service does the work')
    .argument('<id>', 'id of the job, as jobs list shows it')
    .addHelpText('after', examples('npx autoindex jobs retry 3f0c1f8e-58a1-4c3f-9a55-0d6f2f6f1c11'));
  prints(retry, async (id: string) => {
    if (!UUID.test(id)) throw new CommandError('<id>: must be the id of a job, as jobs list shows it');
    const job = await withServices((services) => services.jobs.retry(id));
    return { text: `job ${id} is in the queue ${job.queue} again\n`, json: job };
  });
}

function row({ id, queue, state, tries, mostTries, enqueuedAt, about, output }: JobRecord): string[] {
  const message = output?.['message'];
  const error = typeof message === 'string' ? message : '';
  return [id, queue, state, `${tries} of ${mostTries}`, instant(enqueuedAt), about ?? '-', error];
}
