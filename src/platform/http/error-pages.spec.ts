import { SmallApp, smallApp } from '../../../test/support/small-app';
import { catalogue } from '../errors';
import { ErrorPagesModule } from '../http/error-pages';

describe('the page of an error', () => {
  let small: SmallApp;
  const ask = (path: string) => small.app.inject({ url: `/errors/${path}` });

  beforeAll(async () => {
    small = await smallApp({ imports: [ErrorPagesModule] });
  });

  afterAll(() => small.app.close());

  it.each(Object.keys(catalogue))('of %s is there', async (code) => {
    const { statusCode, headers, payload } = await ask(code);
    expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(payload).toContain(`<h1>${code}</h1>`);
  });

  it('is not found where there is no such error', async () => {
    expect((await ask('no-such-error')).json()).toMatchObject({ status: 404, code: 'not-found' });
  });

  it.each([['Not-Found'], ['not_found'], ['-'], ['a'.repeat(65)], ['%3Cscript%3E'], ['a%00b'], ['..%2Findex']])(
    'is refused for %s, which is no code',
    async (code) => {
      const problem = (await ask(code)).json();
      expect(problem).toMatchObject({ status: 400, code: 'validation-failed', errors: [{ pointer: '/code' }] });
    },
  );
});
