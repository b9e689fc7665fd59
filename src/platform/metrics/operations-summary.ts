import { Injectable, OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { AppConfig } from '../config';
import { Outcome, PoolStatistics, TransactionOutcomes } from '../database';
import { ConnectionPools } from '../database/connections/connection-pools';
import { FinishedResponse, onFinishedResponse, serverOf } from '../http';
import { LimitDecisions, maskKey } from '../rate-limit';
import { RecentPast, RecentSlot } from './recent-past';

interface ClientHits {
  readonly client: string;
  readonly hits: number;
}

/** Shares are 0 to 1, and null without requests or transactions. Durations are milliseconds. */
export interface WindowSummary {
  readonly minutes: number;
  readonly requests: number;
  readonly rollbackRate: number | null;
  readonly limitHits: number;
  /** The 20 keys with the most refused requests. Addresses are masked unless RATE_LIMIT_MASK_ADDRESSES is false. */
  readonly limitHitsByClient: readonly ClientHits[];
  readonly errorRateByCategory: Readonly<Record<string, number>>;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly highestPoolUsage: number;
  readonly poolTimeouts: number;
}

const WINDOWS_MINUTES = [1, 5, 60];
const SAMPLE_INTERVAL_MS = 1_000;
const MAX_KEYS = 20;
/** Frequent and fast: they would hide the durations of other requests. */
const PROBES = /^\/(health|metrics)(\/|$)/;

/** Recent requests, transactions and pool use of this instance, for operators without Prometheus. */
@Injectable()
export class OperationsSummary implements OnModuleInit, OnModuleDestroy {
  private readonly past = new RecentPast();
  private timeouts = 0;
  private timer: NodeJS.Timeout | undefined;
  private unsubscribe: () => void = () => undefined;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly outcomes: TransactionOutcomes,
    private readonly decisions: LimitDecisions,
    private readonly pools: ConnectionPools,
    private readonly config: AppConfig,
  ) {}

  onModuleInit(): void {
    onFinishedResponse(serverOf(this.host), (answer) => this.countResponse(answer));
    this.decisions.subscribe(({ admitted, client }) => {
      if (!admitted) this.past.now.countLimitHit(client);
    });
    this.unsubscribe = this.outcomes.subscribe(({ outcome }) => this.countTransaction(outcome));
    this.pools.subscribe(({ usage }) => this.recordUsage(usage));
    this.timer = setInterval(() => this.samplePools(), SAMPLE_INTERVAL_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.unsubscribe();
  }

  windows(): WindowSummary[] {
    this.samplePools();
    const { maskAddresses } = this.config.rateLimit;
    return WINDOWS_MINUTES.map((minutes) => summaryOf(minutes, this.past.last(minutes), maskAddresses));
  }

  /** Share of the transactions of the last `minutes` that were not committed; null without transactions. */
  rollbackRate(minutes: number): number | null {
    return rollbackRateOf(this.past.last(minutes));
  }

  get poolsNow(): PoolStatistics[] {
    return this.pools.statistics();
  }

  private countResponse({ route, milliseconds, category, failure }: FinishedResponse): void {
    if (PROBES.test(route)) return;
    const slot = this.past.now;
    slot.requests++;
    slot.durations.add(milliseconds);
    if (failure) slot.countError(category);
  }

  /** A retried transaction is counted by its final outcome. */
  private countTransaction(outcome: Outcome): void {
    if (outcome === 'commit') this.past.now.committed++;
    else if (outcome !== 'retried') this.past.now.rolledBack++;
  }

  /** Samples also between events, because a connection in long use causes none. */
  private samplePools(): void {
    const pools = this.pools.statistics();
    this.recordUsage(Math.max(...pools.map(({ used, size }) => used / size)));
    const timeouts = pools.reduce((sum, pool) => sum + pool.timeouts, 0);
    this.past.now.poolTimeouts += timeouts - this.timeouts;
    this.timeouts = timeouts;
  }

  private recordUsage(usage: number): void {
    const slot = this.past.now;
    slot.poolUsage = Math.max(slot.poolUsage, usage);
  }
}

function summaryOf(minutes: number, past: RecentSlot, mask: boolean): WindowSummary {
  const rates = [...past.errors].map(([category, times]) => [category, times / past.requests] as const);
  return {
    minutes,
    requests: past.requests,
    rollbackRate: rollbackRateOf(past),
    limitHits: [...past.limitHits.values()].reduce((sum, hits) => sum + hits, 0),
    limitHitsByClient: mostRefused(past, mask),
    errorRateByCategory: Object.fromEntries(rates),
    p50: past.durations.percentile(0.5),
    p95: past.durations.percentile(0.95),
    p99: past.durations.percentile(0.99),
    highestPoolUsage: past.poolUsage,
    poolTimeouts: past.poolTimeouts,
  };
}

function rollbackRateOf({ committed, rolledBack }: RecentSlot): number | null {
  const transactions = committed + rolledBack;
  return transactions === 0 ? null : rolledBack / transactions;
}

function mostRefused({ limitHits }: RecentSlot, mask: boolean): ClientHits[] {
  return [...limitHits]
    .sort(([, one], [, other]) => other - one)
    .slice(0, MAX_KEYS)
    .map(([client, hits]) => ({ client: mask ? maskKey(client) : client, hits }));
}
