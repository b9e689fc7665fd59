import { Injectable, OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { PoolStatistics, TransactionOutcomes } from '../database';
import { ConnectionPools } from '../database/connections/connection-pools';
import { onAnswer, serverOf } from '../http';
import { LimitDecisions } from '../rate-limit';
import { RecentPast } from './recent-past';
import { RecentSlot } from './recent-slot';

/** Shares are 0 to 1, and null where there was nothing to divide by; durations are milliseconds. */
export interface WindowSummary {
  readonly minutes: number;
  readonly requests: number;
  readonly rollbackRate: number | null;
  readonly limitHits: number;
  readonly errorRateByCategory: Readonly<Record<string, number>>;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly highestPoolUsage: number;
  readonly poolTimeouts: number;
}

const WINDOWS_MINUTES = [1, 5, 60];
const SAMPLE_EVERY_MS = 1_000;

/** What this instance did of late, for those who have no Prometheus. */
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
  ) {}

  onModuleInit(): void {
    onAnswer(serverOf(this.host), ({ milliseconds, category, failure }) => {
      const slot = this.past.now;
      slot.requests++;
      slot.durations.add(milliseconds);
      if (failure) slot.countError(category);
    });
    this.decisions.subscribe(({ admitted }) => {
      if (!admitted) this.past.now.limitHits++;
    });
    this.unsubscribe = this.outcomes.subscribe(({ outcome }) => {
      if (outcome === 'commit') this.past.now.committed++;
      else this.past.now.rolledBack++;
    });
    this.timer = setInterval(() => this.samplePools(), SAMPLE_EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.unsubscribe();
  }

  windows(): WindowSummary[] {
    this.samplePools();
    return WINDOWS_MINUTES.map((minutes) => summaryOf(minutes, this.past.last(minutes)));
  }

  get poolsNow(): PoolStatistics[] {
    return this.pools.statistics();
  }

  private samplePools(): void {
    const pools = this.pools.statistics();
    const slot = this.past.now;
    slot.poolUsage = Math.max(slot.poolUsage, ...pools.map(({ used, size }) => used / size));
    const timeouts = pools.reduce((sum, pool) => sum + pool.timeouts, 0);
    slot.poolTimeouts += timeouts - this.timeouts;
    this.timeouts = timeouts;
  }
}

function summaryOf(minutes: number, past: RecentSlot): WindowSummary {
  const transactions = past.committed + past.rolledBack;
  const rates = [...past.errors].map(([category, times]) => [category, times / past.requests] as const);
  return {
    minutes,
    requests: past.requests,
    rollbackRate: transactions === 0 ? null : past.rolledBack / transactions,
    limitHits: past.limitHits,
    errorRateByCategory: Object.fromEntries(rates),
    p50: past.durations.percentile(0.5),
    p95: past.durations.percentile(0.95),
    p99: past.durations.percentile(0.99),
    highestPoolUsage: past.poolUsage,
    poolTimeouts: past.poolTimeouts,
  };
}
