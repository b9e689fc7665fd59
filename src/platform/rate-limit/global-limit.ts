import { Injectable, OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { FastifyReply, FastifyRequest } from 'fastify';
import { AppConfig } from '../config';
import { serverOf } from '../http';
import { RateLimitKeys } from './rate-limit-keys';
import { isUnlimited, Policy } from './policies';
import { Limiter } from './limiter';

/**
 * One budget per key over all routes. A hook, because guards do not see requests without a route or with an unreadable
 * body, which must be limited too. CORS responds to preflights earlier.
 */
@Injectable()
export class GlobalLimit implements OnModuleInit {
  private readonly policy: Policy;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly clients: RateLimitKeys,
    private readonly limiter: Limiter,
    config: AppConfig,
  ) {
    const { limit, window } = config.rateLimit;
    this.policy = { name: 'default', limit, window, by: 'client' };
  }

  onModuleInit(): void {
    serverOf(this.host)?.addHook('onRequest', async (request, reply) => {
      if (!isUnlimited(request.routeOptions.config)) await this.admit(request, reply);
    });
  }

  /** A request whose key is not known counts for its address before the lookup, and for the found key after it. */
  private async admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const known = this.clients.knownKeyOf(request);
    await this.limiter.count(known ?? this.clients.addressKeyOf(request), this.policy, reply);
    if (known !== undefined) return;
    const found = await this.clients.findKeyOf(request);
    if (found !== undefined) await this.limiter.count(found, this.policy, reply);
  }
}
