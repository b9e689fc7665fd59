import { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FastifyInstance, RawServerDefault } from 'fastify';
import { AppError } from '../errors';

const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/**
 * JSON in UTF-8 is the only body that is read. Nest would read forms too, which a page of another origin can send without
 * asking; and bytes that are no UTF-8 would be stored as U+FFFD.
 */
export function readJsonBodiesOnly(app: NestFastifyApplication, server: FastifyInstance): void {
  const { bodyLimit = 0 } = server.initialConfig;
  const parse = server.getDefaultJsonParser('error', 'error');
  server.removeContentTypeParser('text/plain');
  app.useBodyParser<RawServerDefault>('application/json', { bodyLimit }, (request, body: Buffer, done) => {
    const text = decoded(body);
    if (text === undefined) return done(new AppError('malformed-request', 'The body is not UTF-8.'), undefined);
    void parse(request, text, done);
  });
}

function decoded(bytes: Buffer): string | undefined {
  try {
    return UTF_8.decode(bytes);
  } catch {
    return undefined;
  }
}
