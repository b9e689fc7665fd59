import { HttpAdapterHost } from '@nestjs/core';
import { FastifyInstance } from 'fastify';

/** The server that hooks are put on; undefined in a process without one, as a command is. */
export function serverOf({ httpAdapter }: Pick<HttpAdapterHost, 'httpAdapter'>): FastifyInstance | undefined {
  return (httpAdapter as HttpAdapterHost['httpAdapter'] | null)?.getInstance<FastifyInstance>();
}
