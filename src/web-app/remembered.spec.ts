import { Remembered } from './remembered';

describe('what is remembered', () => {
  it('is found out once for many who ask', async () => {
    let asked = 0;
    const remembered = new Remembered(60_000, () => Promise.resolve(++asked));
    expect(await Promise.all([remembered.get(), remembered.get()])).toEqual([1, 1]);
    expect(await remembered.get()).toBe(1);
  });

  it('is found out once for those who ask while it is being found out, however long that takes', async () => {
    let asked = 0;
    let answer: (value: number) => void = () => undefined;
    const slow = new Remembered(0, () => new Promise<number>((resolve) => ((answer = resolve), asked++)));
    const first = slow.get();
    await new Promise((resolve) => setImmediate(resolve));
    const second = slow.get();
    answer(7);
    expect(await Promise.all([first, second])).toEqual([7, 7]);
    expect(asked).toBe(1);
  });

  it('is found out anew when its time is over, and after a failure', async () => {
    let asked = 0;
    const over = new Remembered(0, () => Promise.resolve(++asked));
    expect([await over.get(), await over.get()]).toEqual([1, 2]);
    const failing = new Remembered(60_000, () =>
      ++asked === 3 ? Promise.reject(new Error('no')) : Promise.resolve(asked),
    );
    await expect(failing.get()).rejects.toThrow('no');
    expect(await failing.get()).toBe(4);
  });
});
