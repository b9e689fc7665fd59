import { Injectable } from '@nestjs/common';
import { FastifyRequest } from 'fastify';
import { AppError } from '../../platform/errors';
import { Clients, RateLimitStorage } from '../../platform/rate-limit';
import { credentialsOf } from './credentials';
import { IdentificationService } from './identification.service';
import { Identity } from './identity';

const FRESH_MS = 1_000;
const MOST_REMEMBERED = 1_000;

/** What is not remembered is looked up, and invented keys never are remembered: so often a client may make us look. */
const POLICY = 'identification';
const LOOK_UPS = 240;
const WINDOW_MS = 60_000;

interface Recent {
  readonly until: number;
  readonly identity: Promise<Identity>;
}

/** Who sent a request within the last second, for routes that are polled without pause. */
@Injectable()
export class RecentIdentities {
  private readonly known = new Map<string, Recent>();

  constructor(
    private readonly identification: IdentificationService,
    private readonly clients: Clients,
    private readonly storage: RateLimitStorage,
  ) {}

  /** @throws AppError `unauthenticated` as the look-up does, `too-many-requests` after too many look-ups */
  async identify(request: FastifyRequest): Promise<Identity> {
    const credentials = credentialsOf(request.headers);
    if (credentials.kind === 'none' || credentials.kind === 'administrator-token') {
      return this.identification.identify(request);
    }
    const sent = credentials.kind === 'key' ? credentials.key : credentials.token;
    const recent = this.known.get(sent);
    if (recent !== undefined && performance.now() < recent.until) return recent.identity;
    return this.lookUp(sent, request);
  }

  private lookUp(sent: string, request: FastifyRequest): Promise<Identity> {
    this.admit(request);
    const identity = this.identification.identify(request);
    if (this.known.size >= MOST_REMEMBERED) this.known.clear();
    this.known.set(sent, { until: performance.now() + FRESH_MS, identity });
    return identity;
  }

  private admit(request: FastifyRequest): void {
    const decision = this.storage.incrementHere(this.clients.clientOf(request), WINDOW_MS, LOOK_UPS, POLICY);
    if (!decision.isBlocked) return;
    const retryAfterSeconds = Math.max(1, decision.timeToBlockExpire);
    throw new AppError('too-many-requests', `Too many credentials; wait ${retryAfterSeconds} s.`, {
      retryAfterSeconds,
    });
  }
}
