import fastify, { FastifyInstance } from 'fastify';
import { admitEmptyBodies } from './request-body';

describe('a request that says it is JSON', () => {
  let server: FastifyInstance;

  beforeEach(async () => {
    server = fastify();
    admitEmptyBodies(server);
    server.post('/', { config: { bodyOptional: true } }, (request, reply) =>
      reply.send({ body: request.body ?? null }),
    );
    server.post('/strict', (_request, reply) => reply.send({}));
    await server.ready();
  });

  afterEach(() => server.close());

  const post = (payload?: string, url = '/') =>
    server.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json' },
      ...(payload && { payload }),
    });

  it('may have no body where the route says so, and nowhere else', async () => {
    const answer = await post();
    expect([answer.statusCode, answer.json()]).toEqual([200, { body: null }]);
    expect((await post(undefined, '/strict')).statusCode).toBe(400);
  });

  it('is read as JSON when it has one', async () => {
    expect((await post('{"a":1}')).json()).toEqual({ body: { a: 1 } });
    expect((await post('{"a"')).statusCode).toBe(400);
  });
});
