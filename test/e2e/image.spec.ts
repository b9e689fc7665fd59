import { cpSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, TestDatabase } from '../support/database';
import { ServiceProcess } from '../support/processes';
import { until } from '../support/until';

const [buildStage = '', lastStage = ''] = readFileSync('Dockerfile', 'utf8')
  .split(/^(?=FROM )/m)
  .slice(1);
const TOKEN = 'f3a91c5be07d2846f3a91c5be07d2846';

/** The sources and the target of each COPY of a stage. */
function copiesOf(stage: string): { sources: string[]; target: string; built: boolean }[] {
  return [...stage.matchAll(/^COPY (--from=build )?(.+)$/gm)].map(([, built, paths = '']) => {
    const words = paths.split(' ').map((word) => word.replace(/^\/app\//, ''));
    return { sources: words.slice(0, -1), target: words.at(-1) ?? '', built: built !== undefined };
  });
}

/** What is in the image, as far as it can be made without Docker: the files that the last stage copies, and no other. */
function makeImage(): string {
  const image = mkdtempSync(join(tmpdir(), 'autoindex-image-'));
  for (const { sources, target } of copiesOf(lastStage)) {
    for (const source of sources) {
      const to = join(image, target.endsWith('/') ? join(target, source) : target);
      if (source === 'node_modules') symlinkSync(join(process.cwd(), source), to);
      else cpSync(source, to, { recursive: true });
    }
  }
  return image;
}

describe('the image', () => {
  let image: string;
  let database: TestDatabase;

  beforeAll(async () => {
    image = makeImage();
    database = await createTestDatabase();
  });
  afterAll(async () => {
    await database.drop();
    await rm(image, { recursive: true });
  });

  it('holds all that the service reads when it starts, in production', async () => {
    const service = await ServiceProcess.start({
      folder: image,
      dist: join(image, 'dist'),
      environment: { NODE_ENV: 'production', DATABASE_URL: database.url, ADMIN_TOKEN: TOKEN, JWT_SECRET: TOKEN },
    });
    await until(async () => (await fetch(`${service.url}/health/ready`)).status === 200, 'it is ready');
    expect((await fetch(`${service.url}/errors/validation-failed`)).status).toBe(200);
    expect((await fetch(`${service.url}/docs`)).status).toBe(200);
    expect(await service.end('SIGTERM')).toBe(0);
  });

  it('is built from files that .dockerignore lets through', () => {
    const allowed = readFileSync('.dockerignore', 'utf8').split('\n');
    const sources = [...copiesOf(buildStage), ...copiesOf(lastStage).filter(({ built }) => !built)];
    const wanted = sources.flatMap((copy) => copy.sources);
    expect(wanted.filter((source) => !allowed.includes(`!${source}`))).toEqual([]);
  });

  it('runs as a user without rights, and says whether it is alive', () => {
    expect(lastStage).toMatch(/^USER node$/m);
    expect(lastStage).toMatch(/^HEALTHCHECK .*\\\n.*\/health\/live/m);
  });
});
