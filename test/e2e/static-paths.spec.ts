import fc from 'fast-check';
import { request } from 'node:http';
import { startTestApp, TestApp } from '../support/app';

/** Pieces of paths that have broken readers of files: NUL, dots, slashes, long names, odd encodings. */
const PIECES = [
  '%00',
  '..',
  '.',
  '%2e%2e',
  '%2f',
  '%5c',
  '\\',
  '',
  'x'.repeat(300),
  '%ff',
  '%c0%ae',
  ':',
  '%0a',
  'package.json',
  '*',
];
const ROOTS = ['/docs', '/docs/', '/errors', '/openapi.json', '/docs/swagger-ui.css', ''];

describe('paths of static pages', () => {
  let service: TestApp;
  beforeAll(async () => {
    service = await startTestApp({ RATE_LIMIT: '60000' });
  });
  afterAll(() => service.close());

  /** Sent as it is: fetch would tidy the path. */
  const statusOf = (path: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(service.url);
      request({ hostname, port, path, agent: false }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode ?? 0));
      })
        .on('error', reject)
        .end();
    });

  it.each(['/docs/%00', '/docs/../package.json', '/docs//x', '/docs/%2e%2e/package.json', '/docs/%5c..%5c'])(
    '%s is an error of the client',
    async (path) => {
      const status = await statusOf(path);
      expect([400, 403, 404]).toContain(status);
    },
  );

  it('never fail the service, whatever they are made of', async () => {
    const path = fc
      .tuple(fc.constantFrom(...ROOTS), fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 5 }))
      .map(([root, pieces]) => `${root}/${pieces.join('/')}`);
    await fc.assert(
      fc.asyncProperty(path, async (each) => {
        expect(await statusOf(each)).toBeLessThan(500);
      }),
      { numRuns: 200 },
    );
  });
});
