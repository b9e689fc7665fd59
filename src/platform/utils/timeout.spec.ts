import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { TimeoutError, withTimeout } from './timeout';

const never = new Promise<never>(() => undefined);

it('settles as the work does', async () => {
  await expect(withTimeout(Promise.resolve('done'), 60_000)).resolves.toBe('done');
  await expect(withTimeout(Promise.reject(new Error('no')), 60_000)).rejects.toThrow('no');
});

it('rejects after the timeout', async () => {
  const late = withTimeout(never, 5);
  await expect(late).rejects.toThrow(TimeoutError);
  await expect(late).rejects.toThrow('no answer within 5 ms');
});

it('takes a reply that arrived while the process was busy', async () => {
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
  const answer = withTimeout(once(replier, 'message'), 1);
  const begun = performance.now();
  Atomics.store(flags, 0, 1);
  Atomics.notify(flags, 0);
  Atomics.wait(flags, 1, 0);
  while (performance.now() - begun < 5);
  await expect(answer).resolves.toEqual(['reply']);
});
