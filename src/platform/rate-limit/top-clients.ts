import { Injectable, Logger, OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { AppConfig } from '../config';
import { withTimeout } from '../utils/timeout';
import { RedisConnection } from '../redis';
import { LimitDecision, LimitDecisions } from './limiter';
import { maskKey } from './rate-limit-keys';

export interface ClientUse {
  readonly client: string;
  readonly requests: number;
  readonly blocked: number;
}

const MAX_LISTED = 20;
const MAX_KEPT = 1_000;
const FLUSH_INTERVAL_MS = 1_000;
const HOUR_S = 3_600;
const REDIS_TIMEOUT_MS = 250;
const REQUESTS = '{ratelimit:top}:requests';
const BLOCKED = '{ratelimit:top}:blocked';

interface Counts {
  requests: number;
  blocked: number;
}

/** Keys with the most requests of the current hour over all instances. Counts are sent to Redis once a second. */
@Injectable()
export class TopClients implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(TopClients.name);
  private pending = new Map<string, Counts>();
  private readonly own = new Map<string, Counts>();
  private ownHour = hourNow();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly decisions: LimitDecisions,
    private readonly redis: RedisConnection,
    private readonly config: AppConfig,
  ) {}

  onModuleInit(): void {
    this.decisions.subscribe((decision) => this.count(decision));
    if (this.redis.client) this.timer = setInterval(() => void this.flush(), FLUSH_INTERVAL_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  /** The 20 keys with the most requests of this hour; of this instance alone while Redis does not respond. */
  async list(): Promise<ClientUse[]> {
    await this.flush();
    const uses = (await this.readShared().catch(() => undefined)) ?? ranked(this.own);
    return uses.map((use) => (this.config.rateLimit.maskAddresses ? { ...use, client: maskKey(use.client) } : use));
  }

  private count({ client, policy, admitted }: LimitDecision): void {
    if (policy !== 'default' && admitted) return;
    if (this.ownHour !== hourNow()) this.beginHour();
    for (const counts of [this.own, this.pending]) add(counts, client, policy === 'default', !admitted);
  }

  private beginHour(): void {
    this.ownHour = hourNow();
    this.own.clear();
  }

  private async flush(): Promise<void> {
    const { client } = this.redis;
    const counted = [...this.pending];
    if (!client || counted.length === 0) return;
    this.pending = new Map();
    const hour = hourNow();
    const pipeline = client.pipeline();
    for (const [name, { requests, blocked }] of counted) {
      pipeline.zincrby(`${REQUESTS}:${hour}`, requests, name);
      if (blocked > 0) pipeline.zincrby(`${BLOCKED}:${hour}`, blocked, name);
    }
    for (const key of [`${REQUESTS}:${hour}`, `${BLOCKED}:${hour}`]) {
      pipeline.zremrangebyrank(key, 0, -MAX_KEPT - 1).expire(key, 2 * HOUR_S);
    }
    await withTimeout(pipeline.exec(), REDIS_TIMEOUT_MS).catch((error) =>
      this.logger.debug(`counts not sent: ${String(error)}`),
    );
  }

  private async readShared(): Promise<ClientUse[] | undefined> {
    const { client } = this.redis;
    if (!client) return undefined;
    const hour = hourNow();
    const top = await withTimeout(
      client.zrevrange(`${REQUESTS}:${hour}`, 0, MAX_LISTED - 1, 'WITHSCORES'),
      REDIS_TIMEOUT_MS,
    );
    const names = top.filter((_, i) => i % 2 === 0);
    if (names.length === 0) return [];
    const blocked = await withTimeout(client.zmscore(`${BLOCKED}:${hour}`, ...names), REDIS_TIMEOUT_MS);
    return names.map((name, i) => ({
      client: name,
      requests: Number(top[2 * i + 1] ?? 0),
      blocked: Number(blocked[i] ?? 0),
    }));
  }
}

/** Drops the less busy half when there are too many keys, which bounds the memory. */
function add(counts: Map<string, Counts>, client: string, request: boolean, blocked: boolean): void {
  const known = counts.get(client) ?? { requests: 0, blocked: 0 };
  if (request) known.requests++;
  if (blocked) known.blocked++;
  counts.set(client, known);
  if (counts.size <= 2 * MAX_KEPT) return;
  const keep = [...counts].sort(([, a], [, b]) => b.requests - a.requests).slice(0, MAX_KEPT);
  counts.clear();
  for (const [name, kept] of keep) counts.set(name, kept);
}

function ranked(counts: ReadonlyMap<string, Counts>): ClientUse[] {
  return [...counts]
    .map(([client, { requests, blocked }]) => ({ client, requests, blocked }))
    .sort((a, b) => b.requests - a.requests)
    .slice(0, MAX_LISTED);
}

function hourNow(): number {
  return Math.floor(Date.now() / (1000 * HOUR_S));
}
