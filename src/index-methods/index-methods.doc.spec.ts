import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getIndexMethod } from './index-methods';
import { buildPriceMatrix } from './shared/price-matrix';
import { riskMetrics } from './risk-metrics/window';

type Table = Readonly<Record<string, Readonly<Record<string, number>>>>;

interface IndexExample {
  readonly method: string;
  readonly configuration: object;
  readonly closes: Table;
  readonly values: Readonly<Record<string, number>>;
  readonly allocations: Table;
}

interface MetricsExample {
  readonly metrics_of: readonly number[];
  readonly benchmark: readonly number[];
  readonly dates: readonly string[];
  readonly metrics: Readonly<Record<string, number>>;
}

const document = readFileSync(join(__dirname, '../../docs/index-methods.md'), 'utf8');
const examples = [...document.matchAll(/```json\n([\s\S]*?)```/g)].map(
  ([, text = '']) => JSON.parse(text) as IndexExample | MetricsExample,
);
const indexExamples = examples.filter((example): example is IndexExample => 'method' in example);
const metricsExamples = examples.filter((example): example is MetricsExample => 'metrics' in example);

describe('the worked examples of docs/index-methods.md', () => {
  it('are there, of both methods and of the risk metrics', () => {
    expect(new Set(indexExamples.map(({ method }) => method))).toEqual(new Set(['chained', 'autoindex-v1']));
    expect([indexExamples.length, metricsExamples.length]).toEqual([4, 1]);
  });

  it.each(indexExamples.map((example, order) => ({ order: order + 1, ...example })))(
    '$order ($method) come out as written',
    (example) => {
      const method = getIndexMethod(example.method);
      const series = method.compute(matrixOf(example.closes), method.parseConfiguration(example.configuration), 100);
      const values = series.dates.map((date, position) => [date, series.values[position] ?? NaN]);
      expect(Object.fromEntries(values)).toEqual(about(example.values, 10));
      const allocations = series.rebalances.map(({ date, symbols, weights }) => [
        date,
        Object.fromEntries(symbols.map((symbol, position) => [symbol, weights[position] ?? NaN])),
      ]);
      const written = Object.entries(example.allocations).map(([date, weights]) => [date, about(weights, 12)]);
      expect(Object.fromEntries(allocations)).toEqual(Object.fromEntries(written));
    },
  );

  it.each(metricsExamples)('of the risk metrics come out as written', ({ metrics_of, benchmark, dates, metrics }) => {
    const computed = riskMetrics({ dates, values: metrics_of }, { dates, values: benchmark });
    expect(Object.keys(computed)).toEqual(Object.keys(metrics));
    for (const [name, value] of Object.entries(computed)) {
      expect(Math.abs((value ?? NaN) / (metrics[name] ?? NaN) - 1)).toBeLessThan(1e-6);
    }
  });
});

function matrixOf(closes: Table): ReturnType<typeof buildPriceMatrix> {
  return buildPriceMatrix(
    Object.entries(closes).flatMap(([date, day]) =>
      Object.entries(day).map(([symbol, close]) => ({ symbol, date, close })),
    ),
  );
}

function about(numbers: Readonly<Record<string, number>>, digits: number): object {
  return Object.fromEntries(Object.entries(numbers).map(([key, value]) => [key, expect.closeTo(value, digits)]));
}
