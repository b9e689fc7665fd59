import { Injectable } from '@nestjs/common';
import { normalizeIp } from '@nestjs/throttler';
import { FastifyRequest } from 'fastify';
import { withTimeout } from '../utils/timeout';

const ADDRESS = 'address:';
const ACCOUNT = 'account:';

/** Masks the personal part of a key: `203.0.113.*`, `2001:db8:1:*`, `*@example.org`. Names of API keys and users stay. */
export function maskKey(client: string): string {
  if (client.startsWith(ACCOUNT)) return `${ACCOUNT}*${client.slice(client.lastIndexOf('@'))}`;
  if (!client.startsWith(ADDRESS)) return client;
  const address = client.slice(ADDRESS.length);
  if (address.includes(':')) return `${ADDRESS}${address.split(':').slice(0, 3).join(':')}:*`;
  return `${ADDRESS}${address.split('.').slice(0, 3).join('.')}.*`;
}

type Identify = (request: FastifyRequest) => string | undefined;
type LookUp = (request: FastifyRequest) => Promise<string | undefined>;

/** How long a request waits for the lookup of its key before its address is used. */
const LOOKUP_TIMEOUT_MS = 250;

/** The key under which a request is counted: a user, an API key, or an address. */
@Injectable()
export class RateLimitKeys {
  private identify: Identify = () => undefined;
  private lookUp: LookUp = () => Promise.resolve(undefined);
  private readonly found = new WeakMap<FastifyRequest, string>();

  /**
   * Sets how users and API keys are identified. `identify` runs for every request, must be cheap, and must return
   * verified keys only, because each invented key would have a budget. `lookUp` may query the database; it runs when
   * `identify` finds nothing, after the request has been counted for its address.
   */
  identifyBy(identify: Identify, lookUp: LookUp = this.lookUp): void {
    this.identify = identify;
    this.lookUp = lookUp;
  }

  /** The key, if it is known without a lookup. */
  knownKeyOf(request: FastifyRequest): string | undefined {
    return this.found.get(request) ?? this.identify(request);
  }

  /** Never fails: without the database, requests are counted by address. */
  async findKeyOf(request: FastifyRequest): Promise<string | undefined> {
    const client = await withTimeout(this.lookUp(request), LOOKUP_TIMEOUT_MS).catch(() => undefined);
    if (client !== undefined) this.found.set(request, client);
    return client;
  }

  keyOf(request: FastifyRequest): string {
    return this.knownKeyOf(request) ?? this.addressKeyOf(request);
  }

  /** For IPv6 the /64, because one subscriber has all addresses of it. */
  addressKeyOf(request: FastifyRequest): string {
    return `address:${normalizeIp(request.ip, 64)}`;
  }
}
