import { readFileSync } from 'node:fs';
import { alertCauses } from '../../src/platform/alerting';

const runbook = readFileSync('docs/operations.md', 'utf8');
const rules = readFileSync('ops/prometheus/rules.yml', 'utf8');

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
