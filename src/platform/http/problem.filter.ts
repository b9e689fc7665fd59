import { ArgumentsHost, Catch, ExceptionFilter } from '@nestjs/common';
import { FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from './send-problem';

/** The one way out for errors. What an error means is said by the catalogue and by `toAppError`, not here. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly showCause: boolean) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), this.showCause);
  }
}
