import { Injectable } from '@nestjs/common';
import { FastifyRequest } from 'fastify';
import { AppError } from '../../platform/errors';
import { RateLimitKeys, RateLimitStorage } from '../../platform/rate-limit';
import { Identity } from '../identity';
import { credentialsOf } from '../credentials';
import { IdentificationService } from './identification.service';

const TTL_MS = 1_000;
const MAX_ENTRIES = 1_000;

/** Invented credentials always miss the cache, so each client has a budget of lookups. */
const POLICY = 'identification';
const MAX_LOOKUPS = 240;
const WINDOW_MS = 60_000;

interface Entry {
  readonly expiresAt: number;
  /** Kept when it rejects: a client that polls with an expired token causes one lookup a second. */
  readonly identity: Promise<Identity>;
}

/** Memoizes identities with a TTL of one second, for routes that clients poll without delay. */
@Injectable()
export class MemoizedIdentification {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly identification: IdentificationService,
    private readonly clients: RateLimitKeys,
    private readonly storage: RateLimitStorage,
  ) {}

  /** @throws AppError `unauthenticated` as the lookup does, `too-many-requests` after too many lookups */
  async identify(request: FastifyRequest): Promise<Identity> {
    const credentials = credentialsOf(request.headers);
    if (credentials.kind === 'none' || credentials.kind === 'administrator-token') {
      return this.identification.identify(request);
    }
    const credential = credentials.kind === 'key' ? credentials.key : credentials.token;
    const entry = this.entries.get(credential);
    if (entry !== undefined && performance.now() < entry.expiresAt) return entry.identity;
    this.countLookup(request);
    const identity = this.identification.identify(request);
    if (this.entries.size >= MAX_ENTRIES) this.entries.clear();
    this.entries.set(credential, { expiresAt: performance.now() + TTL_MS, identity });
    return identity;
  }

  private countLookup(request: FastifyRequest): void {
    const count = this.storage.incrementHere(this.clients.keyOf(request), WINDOW_MS, MAX_LOOKUPS, POLICY);
    if (!count.isBlocked) return;
    const retryAfterSeconds = Math.max(1, count.timeToBlockExpire);
    throw new AppError('too-many-requests', `Too many credentials; wait ${retryAfterSeconds} s.`, {
      retryAfterSeconds,
    });
  }
}
