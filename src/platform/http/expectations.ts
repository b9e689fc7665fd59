import { FastifyInstance } from 'fastify';

/**
 * Answers a request whose `Expect` nobody knows as if it were not there, which RFC 9110, 10.1.1 allows. Node would answer
 * 417 by itself: without body, without id, uncounted.
 */
export function ignoreUnknownExpectations({ server }: FastifyInstance): void {
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
}
