import { FastifyRequest } from 'fastify';
import { RateLimitKeys } from '../platform/rate-limit';

const MAX_USER_AGENT_LENGTH = 200;

/** Where a request comes from. */
export interface Origin {
  /** An IPv4 address, or the /64 of an IPv6 address. */
  readonly address: string;
  readonly userAgent: string | null;
}

export function originOf(request: FastifyRequest, keys: RateLimitKeys): Origin {
  const { 'user-agent': userAgent } = request.headers;
  return {
    address: keys.addressKeyOf(request).replace(/^address:/, ''),
    userAgent: userAgent === undefined ? null : userAgent.slice(0, MAX_USER_AGENT_LENGTH),
  };
}
