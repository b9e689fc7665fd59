import { anomalyRules } from './anomaly-rules';
import { PriceSegment, findSegmentAnomalies } from './price-segments';

/** Segments one after the other, a month each, as [close, bars, trusted]. */
function segments(...list: [close: number, bars: number, trusted?: boolean][]): PriceSegment[] {
  return list.map(([close, bars, trusted = false], month) => ({
    assetId: 1,
    first: `2024-${String(month + 1).padStart(2, '0')}-01`,
    last: `2024-${String(month + 1).padStart(2, '0')}-28`,
    firstClose: close,
    lastClose: close,
    bars,
    trusted,
    coarseness: 0,
  }));
}

/** The same with a hole of a month between the first and what is left. */
function withoutSecond([first, _second, ...rest]: PriceSegment[]): PriceSegment[] {
  return [...(first === undefined ? [] : [first]), ...rest];
}

it.each<[string, PriceSegment[], string[]]>([
  ['nothing of one segment', segments([100, 50]), []],
  ['a bar in pence between good ones', segments([100, 50], [10_000, 1], [101, 50]), ['2 pence']],
  ['what follows a split, beside stored closes', segments([100, 1, true], [25, 30]), ['2 split']],
  ['what precedes a split, where nothing is stored and it is shorter', segments([100, 10], [25, 300]), ['1 split']],
  ['both sides of a long middle', segments([100, 10], [25, 300], [2_500, 5]), ['1 split', '3 pence']],
  ['a last close that nothing confirms', segments([100, 50, true], [8.9, 1]), ['2 jump']],
  ['no collapse that the next close confirms', segments([100, 50, true], [8.9, 2]), []],
  ['closes that come back at once', segments([100, 50, true], [890, 2], [101, 9]), ['2 jump']],
  ['closes that come back after four bars', segments([100, 50, true], [890, 4], [101, 9]), ['2 jump']],
  ['nothing of closes that come back after five bars', segments([100, 50, true], [890, 5], [101, 9, true]), []],
  ['closes that come back within a half', segments([100, 50, true], [890, 4], [149, 9, true]), ['2 jump']],
  ['nothing of closes that come back to another scale', segments([100, 50, true], [960, 4], [152, 9, true]), []],
  ['no crash that is near no split', segments([100, 50, true], [48, 1]), []],
  ['nothing that is stored', segments([100, 50, true], [25, 9, true]), []],
  ['a split after a split', segments([100, 50, true], [25, 9], [12.5, 9]), ['2 split', '3 split']],
  ['nothing for what it is to a close of months ago', withoutSecond(segments([10, 9, true], [20, 9], [40, 9])), []],
  [
    'a segment between two that are stored, by either of them',
    segments([150, 9, true], [40, 9], [80, 9, true]),
    ['2 split'],
  ],
  ['what breaks within a piece', withoutSecond(segments([10, 9, true], [20, 9], [4_000, 1], [40, 9])), ['2 pence']],
])('finds %s', (_what, given, expected) => {
  const anomalies = findSegmentAnomalies(given, anomalyRules(5));
  expect(anomalies.map(({ segment, rule }) => `${given.indexOf(segment) + 1} ${rule}`)).toEqual(expected);
});

it.each([
  ['2024-01-28', '2024-02-28', ['2 split']],
  ['2024-01-28', '2024-02-29', []],
])('compares closes of %s and %s: %j', (last, first, expected) => {
  const [one, other] = segments([100, 50, true], [25, 30]);
  const given = [one && { ...one, last }, other && { ...other, first }].filter((each) => each !== undefined);
  const anomalies = findSegmentAnomalies(given, anomalyRules(5));
  expect(anomalies.map(({ segment, rule }) => `${given.indexOf(segment) + 1} ${rule}`)).toEqual(expected);
});

it.each([
  [{ coarseness: 0.2 }, { coarseness: 0 }, []],
  [{ coarseness: 0 }, { coarseness: 0.2 }, ['split']],
])('takes the coarseness of the lower side: %j below %j', (lower, upper, expected) => {
  const [one, other] = segments([25, 50, true], [50, 30]);
  const given = [one && { ...one, ...lower }, other && { ...other, ...upper }].filter((each) => each !== undefined);
  expect(findSegmentAnomalies(given, anomalyRules(5)).map(({ rule }) => rule)).toEqual(expected);
});

it('says which closes it compared, and how many bars are on the other scale', () => {
  expect(findSegmentAnomalies(segments([100, 50, true], [25, 30]), anomalyRules(5))[0]?.detail).toBe(
    'close 25 of 2024-02-01 beside 100 of 2024-01-28: near 1/4 of it, a split on one side only?; ' +
      '30 bars, 2024-02-01 to 2024-02-28, are on that scale',
  );
});
