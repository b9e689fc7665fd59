import { CircuitState } from 'cockatiel';
import { FailureCategory, ProviderError } from './market-data-provider';
import { Resilience, ResilienceSettings, USUAL_RESILIENCE, UpstreamEvent } from './resilience';
import { WindowBreaker } from './window-breaker';

const SETTINGS: ResilienceSettings = {
  totalTimeout: 2_000,
  tries: 1,
  tryTimeout: 500,
  firstPause: 1,
  // A busy machine makes a pause of its own of a tenth of a second anywhere.
  breaker: { failureRate: 0.5, window: 10_000, minimumTries: 4, openFor: 400, slow: 400 },
  concurrent: 2,
  queued: 1,
};

const failing = (category: FailureCategory, retryAfterSeconds?: number) => (): Promise<never> =>
  Promise.reject(new ProviderError('vendor', category, 'it failed', { retryAfterSeconds }));
const fine = (): Promise<string> => Promise.resolve('fine');
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

function subject(settings: Partial<ResilienceSettings> = {}) {
  const events: UpstreamEvent[] = [];
  const resilience = new Resilience('vendor', { ...SETTINGS, ...settings });
  resilience.subscribe((event) => events.push(event));
  const fail = async (times: number, task: () => Promise<unknown>): Promise<void> => {
    for (let i = 0; i < times; i++) await resilience.run(task).catch(() => undefined);
  };
  const states = (): string[] => events.flatMap((event) => (event.kind === 'breaker' ? [event.state] : []));
  return { resilience, events, fail, states };
}

describe('resilience', () => {
  it.each(['unavailable', 'timeout', 'malformed'] as const)('opens the breaker after %s answers', async (category) => {
    const { resilience, fail } = subject();
    await fail(3, failing(category));
    expect(resilience.breakerState()).toBe('closed');
    await fail(1, failing(category));
    expect(resilience.breakerState()).toBe('open');
  });

  it.each(['not_found', 'rate_limited', 'unauthorized', 'forbidden', 'rejected'] as const)(
    'leaves the breaker closed after %s, for the vendor is well',
    async (category) => {
      const { resilience, fail } = subject();
      await fail(20, failing(category));
      expect(resilience.breakerState()).toBe('closed');
    },
  );

  it('does not open below the failure rate', async () => {
    const { resilience, fail } = subject();
    await fail(5, fine);
    await fail(4, failing('unavailable'));
    expect(resilience.breakerState()).toBe('closed');
  });

  it('counts a slow answer as failed, and still uses it', async () => {
    const { resilience, fail } = subject({ breaker: { ...SETTINGS.breaker, slow: 50 } });
    const slow = (): Promise<string> => pause(60).then(() => 'late');
    expect(await resilience.run(slow)).toBe('late');
    await fail(3, slow);
    expect(resilience.breakerState()).toBe('open');
  });

  it('calls nothing while open, says when to retry, and closes after one successful try', async () => {
    const { resilience, fail, states } = subject();
    await fail(4, failing('unavailable'));
    let calls = 0;
    const counted = (): Promise<string> => {
      calls++;
      return fine();
    };
    await expect(resilience.run(counted)).rejects.toMatchObject({ category: 'circuit_open', retryAfterSeconds: 1 });
    expect(calls).toBe(0);
    while (calls === 0) await resilience.run(counted).catch(() => pause(5));
    expect(states()).toEqual(['open', 'half_open', 'closed']);
  });

  it('opens again when the first try after the pause fails', async () => {
    const { resilience, fail, states } = subject();
    await fail(4, failing('unavailable'));
    while (!states().includes('half_open')) await fail(1, failing('unavailable')).then(() => pause(5));
    expect(states()).toEqual(['open', 'half_open', 'open']);
    expect(resilience.breakerState()).toBe('open');
  });

  it('counts failures of the window only, however few calls there were since', () => {
    let time = 0;
    const breaker = new WindowBreaker(SETTINGS.breaker, () => time);
    for (let i = 0; i < 20; i++, time += 4_000) expect(breaker.failure(CircuitState.Closed)).toBe(false);
    for (let i = 0; i < 2; i++) expect(breaker.failure(CircuitState.Closed)).toBe(i === 1);
  });

  it('opens, with the usual settings, when every try of the smallest quota fails: one a minute', () => {
    let time = 0;
    const breaker = new WindowBreaker(USUAL_RESILIENCE.breaker, () => time);
    const opens: boolean[] = [];
    for (let i = 0; i < 5; i++, time += 60_000) opens.push(breaker.failure(CircuitState.Closed));
    expect(opens).toEqual([false, false, false, false, true]);
  });

  it('lets no try begin that was not admitted, and asks for none while the breaker is open', async () => {
    const { resilience } = subject({ tries: 2 });
    const steps: string[] = [];
    const admit = (): Promise<void> => Promise.resolve(void steps.push('admitted'));
    const task = (): Promise<never> => (steps.push('tried'), failing('unavailable', 0)());
    for (let i = 0; i < 3; i++) await resilience.run(task, undefined, admit).catch(() => undefined);
    expect(resilience.breakerState()).toBe('open');
    expect(steps).toEqual(['admitted', 'tried', 'admitted', 'tried', 'admitted', 'tried', 'admitted', 'tried']);
  });

  it('ends as the admission does when that is refused', async () => {
    const { resilience } = subject();
    const call = resilience.run(fine, undefined, failing('rate_limited', 90));
    await expect(call).rejects.toMatchObject({ category: 'rate_limited', retryAfterSeconds: 90 });
  });

  it('counts a try that the total timeout cut off as failed', async () => {
    const { resilience, events } = subject({ totalTimeout: 30 });
    const hanging = (): Promise<never> => new Promise(() => undefined);
    for (let i = 0; i < 4; i++) await expect(resilience.run(hanging)).rejects.toMatchObject({ category: 'timeout' });
    expect(events.filter(({ kind }) => kind === 'try')).toMatchObject(Array(4).fill({ outcome: 'timeout' }));
    while (resilience.breakerState() === 'closed') await pause(1);
  });

  it('ends as the last try did when the time is over while the next one waits to be admitted', async () => {
    const { resilience } = subject({ tries: 2, totalTimeout: 400 });
    let admitted = 0;
    const once = (): Promise<void> => (admitted++ === 0 ? Promise.resolve() : new Promise(() => undefined));
    await expect(resilience.run(failing('unavailable', 0), undefined, once)).rejects.toMatchObject({
      category: 'unavailable',
      message: 'it failed',
    });
    expect(admitted).toBe(2);
  });

  it('makes no try after the total timeout', async () => {
    const { resilience, events } = subject({ tries: 2, totalTimeout: 20 });
    let tries = 0;
    const task = (): Promise<never> => (tries++, failing('unavailable', 0.05)());
    await expect(resilience.run(task)).rejects.toMatchObject({ category: 'timeout' });
    await pause(80);
    expect([tries, events.filter(({ kind }) => kind === 'try').length]).toEqual([1, 1]);
  });

  it('emits each try and retry', async () => {
    const { resilience, events } = subject({ tries: 2 });
    let tries = 0;
    await resilience.run(() => (++tries === 1 ? failing('unavailable', 0)() : fine()));
    expect(events).toMatchObject([
      { kind: 'try', outcome: 'unavailable' },
      { kind: 'retry', pause: 0 },
      { kind: 'try', outcome: 'success' },
    ]);
  });

  it('emits nothing to a listener that has unsubscribed', async () => {
    const { resilience } = subject();
    const events: UpstreamEvent[] = [];
    resilience.subscribe((event) => events.push(event))();
    await resilience.run(fine);
    expect(events).toEqual([]);
  });

  it('waits as long as the vendor says before the next try', async () => {
    const { resilience, events } = subject({ tries: 2, totalTimeout: 100 });
    const call = resilience.run(failing('unavailable', 30));
    await expect(call).rejects.toMatchObject({ category: 'timeout' });
    expect(events).toContainEqual({ kind: 'retry', pause: 30_000 });
  });

  it('doubles its own pauses, less a random half', async () => {
    const { resilience, events } = subject({ tries: 4, firstPause: 8 });
    await resilience.run(failing('unavailable')).catch(() => undefined);
    const pauses = events.flatMap((event) => (event.kind === 'retry' ? [event.pause] : []));
    expect(pauses).toHaveLength(3);
    pauses.forEach((each, i) => {
      expect(each).toBeGreaterThanOrEqual(4 * 2 ** i);
      expect(each).toBeLessThanOrEqual(8 * 2 ** i);
    });
  });

  it('pauses for another time each time, so that many callers do not come back together', async () => {
    const { resilience, events, fail } = subject({ tries: 2, breaker: { ...SETTINGS.breaker, minimumTries: 100 } });
    await fail(10, failing('unavailable'));
    expect(resilience.breakerState()).toBe('closed');
    const pauses = events.flatMap((event) => (event.kind === 'retry' ? [event.pause] : []));
    expect(new Set(pauses).size).toBe(10);
  });

  it('lets only so many run at once, so many wait, and refuses the others', async () => {
    const { resilience } = subject();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let running = 0;
    const task = (): Promise<void> => (running++, held);
    const calls = [resilience.run(task), resilience.run(task), resilience.run(task)];
    await expect(resilience.run(task)).rejects.toMatchObject({ category: 'unavailable' });
    expect(running).toBe(2);
    release();
    await Promise.all(calls);
    expect(running).toBe(3);
  });

  it('aborts a try, and the signal of its task', async () => {
    const { resilience } = subject({ tryTimeout: 30 });
    let aborted = false;
    const hanging = (signal: AbortSignal): Promise<never> =>
      new Promise(() => signal.addEventListener('abort', () => (aborted = true)));
    await expect(resilience.run(hanging)).rejects.toMatchObject({ category: 'timeout' });
    expect(aborted).toBe(true);
  });

  it('ends with the signal of the caller', async () => {
    const { resilience } = subject();
    const controller = new AbortController();
    const call = resilience.run(() => new Promise(() => undefined), controller.signal);
    controller.abort();
    await expect(call).rejects.toMatchObject({ category: 'aborted' });
  });
});
