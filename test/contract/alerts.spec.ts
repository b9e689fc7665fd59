import { readFileSync } from 'node:fs';
import { AlertDefinition, alertCatalogue } from '../../src/platform/alerting/alert-catalogue';

const found = (path: string, form: RegExp): string[] =>
  [...readFileSync(path, 'utf8').matchAll(form)].map(([, name = '']) => name).sort();

const alerts: [string, AlertDefinition][] = Object.entries(alertCatalogue);
const rules = [
  ...readFileSync('ops/prometheus/rules.yml', 'utf8').matchAll(
    /- alert: (\S+)\n(?:.+\n)*? +labels: { severity: (\w+) }/g,
  ),
].map(([, name = '', severity = '']) => `${name} ${severity}`);

describe('the catalogue of alerts', () => {
  it('equals the headings of the runbook', () => {
    expect(found('docs/operations.md', /^### Alert: (\S+)$/gm)).toEqual(alerts.map(([name]) => name).sort());
  });

  it('equals the Prometheus rules, with their severities', () => {
    const ruled = alerts.filter(([, { raisedBy }]) => raisedBy !== 'service');
    expect(rules.sort()).toEqual(ruled.map(([name, { severity }]) => `${name} ${severity}`).sort());
  });

  it('leaves only the test alert without a rule, so that a silent instance is noticed', () => {
    expect(alerts.filter(([, { raisedBy }]) => raisedBy === 'service').map(([name]) => name)).toEqual(['test']);
  });

  it('has a test for each rule', () => {
    const names = rules.map((rule) => rule.split(' ')[0]);
    expect(found('ops/prometheus/rules.test.yml', /- name: (\S+)/g)).toEqual(names.sort());
  });
});
