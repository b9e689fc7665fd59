import { Remembered } from './remembered';

describe('what is remembered', () => {
  it('is found out once for many who ask', async () => {
    let asked = 0;
    const remembered = new Remembered(60_000, () => Promise.resolve(++asked));
    expect(await Promise.all([remembered.get(), remembered.get()])).toEqual([1, 1]);
    expect(await remembered.get()).toBe(1);
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
