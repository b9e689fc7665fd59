import { ManualClock } from './manual-clock';
import { rowsOf } from './rows';
import { until } from './until';

/** Waits until no alert on record is to be sent now; what is to be retried or sent again later may wait. */
export async function alertsSent(url: string): Promise<void> {
  const due = `select from pgboss.job where name = 'alert'
    and (state = 'active' or state < 'active' and start_after < now() + interval '2 seconds')`;
  await until(async () => (await rowsOf(url, due)).length === 0, 'the alerts are sent');
}

/** So many milliseconds pass, for the alerts and for the jobs that are to send them. */
export async function letPass(clock: ManualClock, url: string, milliseconds: number): Promise<void> {
  clock.forward(milliseconds);
  await rowsOf(
    url,
    `update pgboss.job set start_after = start_after - $1::float8 * interval '1 millisecond' where name = 'alert' and state < 'active'`,
    [milliseconds],
  );
}
