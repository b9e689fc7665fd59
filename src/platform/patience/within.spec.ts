import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { LateError, within } from './within';

const never = new Promise<never>(() => undefined);

it('gives what the work gives, or its failure', async () => {
  await expect(within(Promise.resolve('done'), 60_000)).resolves.toBe('done');
  await expect(within(Promise.reject(new Error('no')), 60_000)).rejects.toThrow('no');
});

it('gives up after its time', async () => {
  const late = within(never, 5);
  await expect(late).rejects.toThrow(LateError);
  await expect(late).rejects.toThrow('no answer within 5 ms');
});

it('takes a reply that arrived while the process was busy and its time passed', async () => {
  const flags = new Int32Array(new SharedArrayBuffer(8));
  const replier = new Worker(
    `const { parentPort, workerData: flags } = require('node:worker_threads');
     Atomics.wait(flags, 0, 0);
     parentPort.postMessage('reply');
     Atomics.store(flags, 1, 1);
     Atomics.notify(flags, 1);`,
    { eval: true, workerData: flags },
  );
  await once(replier, 'online');
  // From here on timers come before what has arrived.
  await turn();
  const answer = within(once(replier, 'message'), 1);
  const begun = performance.now();
  Atomics.store(flags, 0, 1);
  Atomics.notify(flags, 0);
  Atomics.wait(flags, 1, 0);
  while (performance.now() - begun < 5);
  await expect(answer).resolves.toEqual(['reply']);
});
