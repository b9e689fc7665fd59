import { Injectable } from '@nestjs/common';
import { FastifyReply, FastifyRequest } from 'fastify';
import { AppConfig } from '../config';
import { AppError } from '../errors';
import { Events } from '../utils/events';
import { Policy, RoutePolicyName, routePolicies } from './policies';
import { RateLimitKeys } from './rate-limit-keys';
import { RateLimitStorage } from './rate-limit.storage';

export interface LimitDecision {
  readonly policy: string;
  readonly client: string;
  readonly admitted: boolean;
}

/** Publishes the decisions of the limits. */
@Injectable()
export class LimitDecisions extends Events<LimitDecision> {}

/** Counts a request, writes the RateLimit headers, and refuses requests over the limit. */
@Injectable()
export class Limiter {
  constructor(
    private readonly storage: RateLimitStorage,
    private readonly decisions: LimitDecisions,
    private readonly config: AppConfig,
    private readonly clients: RateLimitKeys,
  ) {}

  /** Counts a request by the policy of a route, for its client. @throws AppError too-many-requests */
  async countFor(name: RoutePolicyName, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const policy = routePolicies(this.config.rateLimit).find((each) => each.name === name);
    if (policy === undefined) throw new Error(`unknown rate-limit policy ${name}`);
    await this.count(this.clients.keyOf(request), policy, reply);
  }

  /** @throws AppError too-many-requests */
  async count(client: string, policy: Policy, reply: FastifyReply): Promise<void> {
    const { name, limit, window } = policy;
    const decision = policy.inProcess
      ? this.storage.incrementHere(client, window, limit, name)
      : await this.storage.increment(client, window, limit, 0, name);
    this.decisions.emit({ policy: name, client, admitted: !decision.isBlocked });
    const left = decision.isBlocked ? 0 : Math.max(0, limit - decision.totalHits);
    this.writeHeaders(reply, policy, left, decision.timeToExpire);
    if (!decision.isBlocked) return;
    const seconds = Math.max(1, decision.timeToBlockExpire);
    throw new AppError(
      'too-many-requests',
      `The limit is ${limit} requests in ${window / 1000} s; wait ${seconds} s.`,
      {
        retryAfterSeconds: seconds,
      },
    );
  }

  /** draft-ietf-httpapi-ratelimit-headers-11. A second policy of the same response follows the first. */
  private writeHeaders(reply: FastifyReply, { name, limit, window }: Policy, left: number, seconds: number): void {
    append(reply, 'RateLimit-Policy', `"${name}";q=${limit};w=${window / 1000}`);
    append(reply, 'RateLimit', `"${name}";r=${left};t=${seconds}`);
    if (!this.config.rateLimit.legacyHeaders) return;
    void reply.headers({ 'X-RateLimit-Limit': limit, 'X-RateLimit-Remaining': left, 'X-RateLimit-Reset': seconds });
  }
}

/** Replaces an item of the same policy, which was about another key. */
function append(reply: FastifyReply, name: string, item: string): void {
  const before = reply.getHeader(name);
  const [policy = ''] = item.split(';', 1);
  const others = typeof before === 'string' ? before.split(', ').filter((each) => !each.startsWith(`${policy};`)) : [];
  void reply.header(name, [...others, item].join(', '));
}
