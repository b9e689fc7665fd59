import { Injectable, OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { FastifyReply, FastifyRequest } from 'fastify';
import { AppConfig } from '../config';
import { serverOf } from '../http';
import { Clients } from './clients';
import { isUnlimited } from './decorators';
import { Limiter } from './limiter';
import { Policy } from './policies';

/**
 * One budget a client over all routes. A hook and not a guard, because guards never see what has no route or a body
 * that cannot be read, and a flood of those has to be limited too. CORS answers preflights before it.
 */
@Injectable()
export class ClientBudget implements OnModuleInit {
  private readonly policy: Policy;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly clients: Clients,
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

  /** Who is not known at once pays as an address for being looked up, and then as who that turns out to be. */
  private async admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const known = this.clients.known(request);
    await this.limiter.admit(known ?? this.clients.addressOf(request), this.policy, reply);
    if (known !== undefined) return;
    const found = await this.clients.find(request);
    if (found !== undefined) await this.limiter.admit(found, this.policy, reply);
  }
}
