import { drawdownOf, rebased } from './chart-data';

const dates = ['2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05'];
const index = { name: 'index', dates, values: [100, 110, 99, 121] };

describe('the data of a chart', () => {
  it('has the benchmark at the level of the index on their first common day, on common days only', () => {
    const benchmark = {
      name: 'SPY',
      dates: ['2023-12-29', '2024-01-03', '2024-01-05', '2024-01-08'],
      values: [1, 220, 242, 9],
    };
    expect(rebased(benchmark, index)).toEqual({
      name: 'SPY',
      dates: ['2024-01-03', '2024-01-05'],
      values: [110, expect.closeTo(121, 10)],
    });
  });

  it('has no benchmark without a common day', () => {
    expect(rebased({ name: 'SPY', dates: ['2023-12-29'], values: [1] }, index).dates).toEqual([]);
    expect(rebased({ name: 'SPY', dates: [], values: [] }, index).dates).toEqual([]);
  });

  it('has the distance below the highest level so far', () => {
    expect(Array.from(drawdownOf(index).values)).toEqual([0, 0, expect.closeTo(-0.1, 12), 0]);
  });
});
