import { existsSync, readFileSync } from 'node:fs';
import { environmentSchema } from '../../src/platform/config/environment';

const text = readFileSync('docker-compose.yml', 'utf8');
const { services: inner = '', ...shared } = Object.fromEntries(named(text, /^(?=[a-z][a-z-]*:)/m));
const services = named(inner, /^ {2}(?=[a-z][a-z0-9-]*:)/m);
/** Of this repository, not of somebody else's image. */
const own = [...services]
  .filter(([name, block]) => name !== 'services' && !block.includes('image: '))
  .map(([name]) => name);

function named(whole: string, between: RegExp): ReadonlyMap<string, string> {
  return new Map(whole.split(between).map((block) => [block.slice(0, block.indexOf(':')), block]));
}

/** The block of a service with all that its aliases and merges stand for. */
function resolved(block: string): string {
  return block.replace(/(?:<<: )?\*([a-z]+)/g, (_alias, anchor: string) => {
    const found = [...Object.values(shared), ...services.values()].find((each) => each.includes(`&${anchor}`));
    return found === undefined ? '' : resolved(found);
  });
}

describe('docker-compose.yml', () => {
  it('has an instance, three behind a load balancer, and two workers', () => {
    expect(own).toEqual(['api', 'api-1', 'api-2', 'api-3', 'worker-1', 'worker-2']);
  });

  it.each(own)('hands every setting of .env on to %s, and starts it without that file too', (name) => {
    const block = resolved(services.get(name) ?? '');
    expect(block.match(/env_file:\n +- path: \.env\n +required: false\n/g)).toHaveLength(1);
    expect(block).toContain('build: .');
  });

  it('sets variables that the service knows, and lets .env decide where it names one', () => {
    const environment = [shared['x-environment'] ?? '', ...own.map((name) => services.get(name) ?? '')].join('\n');
    const entries = [...environment.matchAll(/^ +([A-Z][A-Z_]+): (.*)$/gm)];
    expect(entries.length).toBeGreaterThan(8);
    const known = Object.keys(environmentSchema);
    expect(entries.map(([, name]) => name).filter((name = '') => !known.includes(name))).toEqual([]);
    const asked = entries.flatMap(([, name = '', value = '']) => (value.startsWith('${') ? [[name, value]] : []));
    expect(asked.length).toBeGreaterThan(2);
    for (const [name, value] of asked) expect(value).toMatch(new RegExp(`^\\$\\{${name}:[-?]`));
  });

  it('gives the secrets of .env to the service alone', () => {
    const others = [...services].filter(([name]) => !own.includes(name)).map(([, block]) => resolved(block));
    expect(others.filter((block) => /env_file|ADMIN_TOKEN|JWT_SECRET/.test(block))).toEqual([]);
  });

  it('takes .env from where .env.example is to be copied to, and it is not in the image or in git', () => {
    expect(existsSync('.env.example')).toBe(true);
    expect(readFileSync('.gitignore', 'utf8')).toMatch(/^\.env$/m);
    const imaged = readFileSync('.dockerignore', 'utf8');
    expect(imaged).toMatch(/^\*$/m);
    expect(imaged).not.toContain('!.env');
  });
});
