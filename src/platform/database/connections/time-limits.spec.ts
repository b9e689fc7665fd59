import { TimeLimits } from './time-limits';

describe('time limits', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('end each in its own time, and none that was cleared', () => {
    const ended: string[] = [];
    const limited = (name: string) => ({ expire: () => ended.push(name) });
    const [first, second, third] = [limited('first'), limited('second'), limited('third')];
    const limits = new TimeLimits(1_000);

    limits.start(first);
    jest.advanceTimersByTime(600);
    limits.start(second);
    limits.start(third);
    limits.clear(second);
    jest.advanceTimersByTime(399);
    expect(ended).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(ended).toEqual(['first']);
    jest.advanceTimersByTime(599);
    expect(ended).toEqual(['first']);
    jest.advanceTimersByTime(1);
    expect(ended).toEqual(['first', 'third']);
  });

  it('run again after there were none', () => {
    const ended: string[] = [];
    const limits = new TimeLimits(1_000);
    const cleared = { expire: () => ended.push('cleared') };
    limits.start(cleared);
    limits.clear(cleared);
    jest.advanceTimersByTime(5_000);
    limits.start({ expire: () => ended.push('later') });
    jest.advanceTimersByTime(999);
    expect(ended).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(ended).toEqual(['later']);
  });
});
