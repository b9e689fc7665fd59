import { Injectable } from '@nestjs/common';
import { normalizeIp } from '@nestjs/throttler';
import { FastifyRequest } from 'fastify';

type Identify = (request: FastifyRequest) => string | undefined;

/** Whose budget a request uses up. */
@Injectable()
export class Clients {
  private identify: Identify = () => undefined;

  /**
   * Says how a user or an API key is known. It runs for every request, before anything else: it has to be cheap, and it
   * has to have verified what it says, or whoever invents a key has a budget with each.
   */
  identifyBy(identify: Identify): void {
    this.identify = identify;
  }

  clientOf(request: FastifyRequest): string {
    return this.identify(request) ?? this.addressOf(request);
  }

  /** Of IPv6 the /64: a single line has 18 quintillion addresses of it. */
  addressOf(request: FastifyRequest): string {
    return `address:${normalizeIp(request.ip, 64)}`;
  }
}
