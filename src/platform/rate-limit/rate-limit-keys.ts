import { Injectable } from '@nestjs/common';
import { normalizeIp } from '@nestjs/throttler';
import { FastifyRequest } from 'fastify';
import { withTimeout } from '../utils/timeout';

const ADDRESS = 'address:';
const ACCOUNT = 'account:';

/** An address without what tells its owner from the neighbours: `203.0.113.*`, `2001:db8:1:*`, `*@example.org`. Names stay. */
export function maskKey(client: string): string {
  if (client.startsWith(ACCOUNT)) return `${ACCOUNT}*${client.slice(client.lastIndexOf('@'))}`;
  if (!client.startsWith(ADDRESS)) return client;
  const address = client.slice(ADDRESS.length);
  if (address.includes(':')) return `${ADDRESS}${address.split(':').slice(0, 3).join(':')}:*`;
  return `${ADDRESS}${address.split('.').slice(0, 3).join('.')}.*`;
}

type Identify = (request: FastifyRequest) => string | undefined;
type LookUp = (request: FastifyRequest) => Promise<string | undefined>;

/** What a request may wait for its look-up, in milliseconds; after that its address is its client. */
const PATIENCE_MS = 250;

/** Whose budget a request uses up. */
@Injectable()
export class RateLimitKeys {
  private identify: Identify = () => undefined;
  private lookUp: LookUp = () => Promise.resolve(undefined);
  private readonly found = new WeakMap<FastifyRequest, string>();

  /**
   * Says how a user or an API key is known. `identify` runs for every request, before anything else: it has to be cheap,
   * and it has to have verified what it says, or whoever invents a key has a budget with each. `lookUp` may ask the
   * database; it runs for those whom `identify` does not know, once their address has paid for it.
   */
  identifyBy(identify: Identify, lookUp: LookUp = this.lookUp): void {
    this.identify = identify;
    this.lookUp = lookUp;
  }

  /** Who is known without asking anybody. */
  knownKeyOf(request: FastifyRequest): string | undefined {
    return this.found.get(request) ?? this.identify(request);
  }

  /** Never fails: a database that is away makes nobody a client without a limit. */
  async findKeyOf(request: FastifyRequest): Promise<string | undefined> {
    const client = await withTimeout(this.lookUp(request), PATIENCE_MS).catch(() => undefined);
    if (client !== undefined) this.found.set(request, client);
    return client;
  }

  keyOf(request: FastifyRequest): string {
    return this.knownKeyOf(request) ?? this.addressKeyOf(request);
  }

  /** Of IPv6 the /64: a single line has 18 quintillion addresses of it. */
  addressKeyOf(request: FastifyRequest): string {
    return `address:${normalizeIp(request.ip, 64)}`;
  }
}
