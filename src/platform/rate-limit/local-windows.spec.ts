import * as fc from 'fast-check';
import { LocalWindows } from './local-windows';

const WINDOW = 60_000;

it('admits the limit at once, and not one more', () => {
  const windows = new LocalWindows(100);
  const admitted = Array.from({ length: 250 }, (_, i) => windows.hit('a', 100, WINDOW, i)).filter((s) => s.admitted);
  expect(admitted).toHaveLength(100);
});

it('never admits more than the limit within any window, whenever the requests come', () => {
  const gaps = fc.array(fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 30_000 })), {
    maxLength: 400,
  });
  fc.assert(
    fc.property(gaps, fc.integer({ min: 1, max: 20 }), (steps, limit) => {
      const windows = new LocalWindows(100);
      const admitted: number[] = [];
      let now = 1_000;
      for (const step of steps) {
        now += step;
        if (windows.hit('a', limit, WINDOW, now).admitted) admitted.push(now);
      }
      admitted.forEach((end, i) => {
        const start = admitted[i - limit];
        if (start !== undefined) expect(end - start).toBeGreaterThanOrEqual(WINDOW);
      });
    }),
  );
});

it('has room again after the time it says, and not before', () => {
  const windows = new LocalWindows(100);
  for (let i = 0; i < 5; i++) windows.hit('a', 5, WINDOW, 7_000 + i);
  const refused = windows.hit('a', 5, WINDOW, 20_000);
  expect(refused.admitted).toBe(false);
  expect(refused.wait).toBeLessThanOrEqual(WINDOW + WINDOW / 5);
  expect(windows.hit('a', 5, WINDOW, 20_000 + refused.wait - 1).admitted).toBe(false);
  expect(windows.hit('a', 5, WINDOW, 20_000 + refused.wait).admitted).toBe(true);
});

it('keeps clients apart', () => {
  const windows = new LocalWindows();
  const clients = Array.from({ length: 10_000 }, (_, i) => `client ${i}`);
  const admitted = (now: number): number =>
    clients.filter((client) => windows.hit(client, 1, WINDOW, now).admitted).length;
  expect([admitted(100), admitted(200)]).toEqual([10_000, 0]);
});

it('holds a million clients in 50 MB and gives up less than one in a thousand of them', () => {
  const windows = new LocalWindows();
  expect(windows.bytes).toBeLessThan(50_000_000);
  for (let i = 0; i < 1_000_000; i++) windows.hit(`address:2001:db8:${i}::`, 100, WINDOW, 1_000 + i / 1_000);
  expect(windows.evicted).toBeLessThan(1_000);
});

it('gives up who would be forgotten first when there is no room, and never grows', () => {
  const windows = new LocalWindows(16);
  const { bytes } = windows;
  for (let i = 0; i < 1_000; i++) windows.hit(`client ${i}`, 1, WINDOW, i);
  expect(windows.evicted).toBeGreaterThan(900);
  expect(windows.bytes).toBe(bytes);
  expect(windows.hit('client 999', 1, WINDOW, 1_000).admitted).toBe(false);
});
