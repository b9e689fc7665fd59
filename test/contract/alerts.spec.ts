import { readFileSync } from 'node:fs';
import { alertCauses } from '../../src/platform/alerting';
import { TestApp, startTestApp } from '../support/app';

const runbook = readFileSync('docs/operations.md', 'utf8');
const rules = readFileSync('ops/prometheus/rules.yml', 'utf8');
const dashboard = readFileSync('ops/grafana/dashboards/autoindex.json', 'utf8');

const found = (text: string, form: RegExp): string[] => [...text.matchAll(form)].map(([, name = '']) => name);
const ruled = found(rules, /- alert: (\S+)/g);
const tested = found(readFileSync('ops/prometheus/rules.test.yml', 'utf8'), /- name: (\S+)/g);

describe('every alert', () => {
  it('of the service and of the rules has a runbook, and every runbook an alert', () => {
    const known = new Set([...Object.keys(alertCauses), ...ruled]);
    expect(found(runbook, /^### Alert: (\S+)$/gm).sort()).toEqual([...known].sort());
  });

  it('of the rules has a test', () => {
    expect([...tested].sort()).toEqual([...ruled].sort());
  });

  it('of the service but the test has a rule, so that also a silent instance is noticed', () => {
    const missing = Object.keys(alertCauses).filter((cause) => cause !== 'test' && !ruled.includes(cause));
    expect(missing).toEqual([]);
  });
});

describe('every metric that rules and dashboard ask for', () => {
  let service: TestApp;
  beforeAll(async () => {
    service = await startTestApp();
  });
  afterAll(() => service.close());

  it('is one that the service gives, or a rule records', async () => {
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    const given = new Set(found(metrics, /^# TYPE (\S+)/gm));
    const recorded = found(rules, /- record: (\S+)/g);
    const prefix =
      /\b((?:http|database|ratelimit|upstream|prices|refresh|health|nodejs|autoindex)[a-z0-9]*[_:][a-z0-9_:]+)\b/g;
    const asked = found(rules + dashboard.replaceAll('\\"', '"'), prefix).map((name) =>
      name.replace(/_(count|bucket|sum)$/, ''),
    );
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter((name) => !given.has(name) && !recorded.includes(name))).toEqual([]);
  });
});
