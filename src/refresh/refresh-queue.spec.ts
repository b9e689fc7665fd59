import { cronTick } from './refresh-queue';

const at = (instant: string): string => cronTick('30 18 * * 1-5', 'America/New_York', Date.parse(instant));

it('is the last time the schedule was due, the instant itself included', () => {
  expect(at('2024-03-06T23:30:00.000Z')).toBe('2024-03-06T23:30:00.000Z');
  expect(at('2024-03-06T23:29:59.999Z')).toBe('2024-03-05T23:30:00.000Z');
});

it('is the same for two jobs of one tick, however late they are', () => {
  expect(at('2024-03-06T23:30:03Z')).toBe(at('2024-03-06T23:31:00.010Z'));
});

it('follows the clock of its zone', () => {
  expect(at('2024-03-12T23:00:00Z')).toBe('2024-03-12T22:30:00.000Z');
});
