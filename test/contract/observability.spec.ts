import { existsSync, readFileSync } from 'node:fs';
import { MetricsRegistry } from '../../src/platform/metrics';
import { TestApp, startTestApp } from '../support/app';
import { askedBy } from './promql';

interface Dashboard {
  readonly panels: readonly {
    readonly title: string;
    readonly datasource: { readonly uid: string };
    readonly targets: readonly { readonly expr: string; readonly legendFormat?: string }[];
  }[];
}

const read = (path: string): string => readFileSync(path, 'utf8');
const found = (text: string, form: RegExp): string[] => [...text.matchAll(form)].map(([, name = '']) => name);

const rules = read('ops/prometheus/rules.yml');
const { panels } = JSON.parse(read('ops/grafana/dashboards/autoindex.json')) as Dashboard;
/** The value after `expr:`, on its line or, after `>-`, on those that are further in. */
const ruled = found(rules, /^ +expr: (?:>-\n)?((?:.+\n)(?:^ {10,}.+\n)*)/gm);
const drawn = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
/** Given by Prometheus to each series, and by a histogram to its buckets. */
const GIVEN = ['job', 'instance', 'le'];

it('what an expression asks for is found, and nothing else', () => {
  expect(
    askedBy('sum by (job, le) (rate(a_b_bucket{status="5xx", route!~"/(x|y).*"}[5m])) / c:d:5m > 0.5 and e'),
  ).toEqual({
    metrics: ['a_b_bucket', 'c:d:5m', 'e'],
    labels: ['job', 'le', 'status', 'route'],
  });
});

describe('rules and dashboard', () => {
  let service: TestApp;
  const labelsOf = new Map<string, readonly string[]>([['up', []]]);

  beforeAll(async () => {
    service = await startTestApp();
    for (const metric of service.app.get(MetricsRegistry).getMetricsAsArray()) {
      const labels = (Reflect.get(metric, 'labelNames') as string[] | undefined) ?? [];
      const suffixes = String(metric.type) === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
      suffixes.forEach((suffix) => labelsOf.set(`${metric.name}${suffix}`, labels));
    }
    for (const [, name = '', expression = ''] of rules.matchAll(/- record: (\S+)\n +expr: >-\n(.+)/g)) {
      labelsOf.set(name, askedBy(expression).labels);
    }
  });
  afterAll(() => service.close());

  it.each([...new Set([...ruled, ...drawn])])('ask for what there is: %s', (expression) => {
    const { metrics, labels } = askedBy(expression);
    expect(metrics.length).toBeGreaterThan(0);
    expect(metrics.filter((name) => !labelsOf.has(name))).toEqual([]);
    const known = [...GIVEN, ...metrics.flatMap((name) => labelsOf.get(name) ?? [])];
    expect(labels.filter((label) => !known.includes(label))).toEqual([]);
  });

  it('stand beside a table in which every metric of the service is explained, with its labels', () => {
    const own = [...labelsOf].filter(([name]) => !/^(up|nodejs_.*|process_.*|.*_(bucket|sum|count))$|:/.test(name));
    const histograms = [...labelsOf]
      .filter(([name]) => name.endsWith('_bucket'))
      .map(([name, labels]) => [name.slice(0, -7), labels] as const);
    const wanted = [...own, ...histograms.filter(([name]) => !name.startsWith('nodejs_'))];
    const [, table = ''] = /^## Metrics\n([^#]+)/m.exec(read('docs/operations.md')) ?? [];
    const explained = [...table.matchAll(/^\| `(\w+)` +\| ([^|]*)\|/gm)].map(([, name, labels = '']) => [
      name,
      found(labels, /`(\w+)`/g).sort(),
    ]);
    expect(explained.sort()).toEqual(wanted.map(([name, labels]) => [name, [...labels].sort()]).sort());
  });

  it('are read whole: an expression for each rule, a panel for each number of the plan', () => {
    expect(ruled).toHaveLength(found(rules, /^ +- (?:alert|record): (\S+)/gm).length);
    expect(drawn.join('\n')).toMatch(/rollback/);
    for (const part of ['ratelimit_decisions_total', 'category', '0.99', 'database_pool_used', 'database_pool_wait']) {
      expect(drawn.join('\n')).toContain(part);
    }
  });
});

describe('the profile observability of docker-compose.yml', () => {
  const services = new Map(
    read('docker-compose.yml')
      .split(/^volumes:$/m, 1)
      .join()
      .split(/^ {2}(?=[a-z0-9-]+:)/m)
      .map((text) => [text.slice(0, text.indexOf(':')), text]),
  );
  const mounts = (name: string): string[] => found(services.get(name) ?? '', /- \.\/(ops\/[^:\s]+):/g);

  it.each([
    ['prometheus', ['ops/prometheus']],
    ['grafana', ['ops/grafana/provisioning', 'ops/grafana/dashboards']],
  ])('starts %s with what ops/ holds for it', (name, folders) => {
    expect(services.get(name)).toContain('profiles: [observability]');
    expect(mounts(name)).toEqual(folders);
    expect(folders.every((folder) => existsSync(folder))).toBe(true);
  });

  it('has Prometheus look at every instance, on the port of its metrics, and load the rules', () => {
    const configuration = read('ops/prometheus/prometheus.yml');
    const [, names = ''] = /names: \[(.+)\]/.exec(configuration) ?? [];
    const instances = [...services.keys()].filter((name) => /^(api(-\d)?|worker-\d)$/.test(name));
    expect(names.split(', ').sort()).toEqual(instances.sort());
    const [, port = 'none'] = /METRICS_PORT: (\d+)/.exec(read('docker-compose.yml')) ?? [];
    expect(configuration).toContain(`port: ${port}\n`);
    expect(configuration).toContain('- rules.yml\n');
  });

  it('has Grafana find the dashboard, and its data', () => {
    const source = read('ops/grafana/provisioning/datasources/prometheus.yml');
    const [, uid = ''] = /uid: (\S+)/.exec(source) ?? [];
    expect([...new Set(panels.map(({ datasource }) => datasource.uid))]).toEqual([uid]);
    expect(source).toContain('url: http://prometheus:9090');
    const [, path = ''] = /path: (\S+)/.exec(read('ops/grafana/provisioning/dashboards/autoindex.yml')) ?? [];
    expect(services.get('grafana')).toContain(`./ops/grafana/dashboards:${path}:`);
  });
});
