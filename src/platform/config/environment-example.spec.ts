import { readFileSync } from 'node:fs';
import { environmentSchema, readEnvironment } from './environment';

const lines = readFileSync('.env.example', 'utf8').split('\n');
const set = entries(/^([A-Z_]+)=(.*)$/);
const commented = entries(/^# ([A-Z_]+)=(.*)$/);

function entries(form: RegExp): Record<string, string> {
  const found = lines.map((line) => form.exec(line)).filter((match) => match !== null);
  return Object.fromEntries(found.map(([, name = '', value = '']) => [name, value]));
}

describe('.env.example', () => {
  it('lists every variable of the schema once, and no other', () => {
    const listed = lines.map((line) => /^(?:# )?([A-Z_]+)=/.exec(line)?.[1]).filter((name) => name !== undefined);
    expect(listed.sort()).toEqual(Object.keys(environmentSchema).sort());
  });

  it('sets what has a default, to its default', () => {
    expect(readEnvironment(set)).toEqual(readEnvironment({}));
    const withDefault = Object.entries(readEnvironment({})).filter(([, value]) => value !== undefined);
    expect(Object.keys(set).sort()).toEqual(withDefault.map(([name]) => name).sort());
  });

  it('shows values that are accepted', () => {
    expect(() => readEnvironment({ ...set, ...commented })).not.toThrow();
  });
});
