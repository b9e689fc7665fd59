import { Injectable, OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { AppConfig } from '../config';
import { Outcome, TransactionOutcomes } from '../database';
import { FinishedResponse, onFinishedResponse, serverOf } from '../http';
import { Clock } from '../utils/clock';
import { AlertSource, AlertWatch } from './alert-watch';

const BUCKET_MS = 30_000;
const BUCKETS = 10;

interface Bucket {
  readonly number: number;
  all: number;
  bad: number;
}

/** The share of bad events among those of the last five minutes. */
class RecentShare {
  private buckets: Bucket[] = [];

  /** @param now milliseconds since 1970 */
  add(bad: boolean, now: number): void {
    const bucket = this.bucketOf(now);
    bucket.all++;
    if (bad) bucket.bad++;
  }

  read(now: number): { readonly all: number; readonly bad: number; readonly share: number } {
    this.forget(now);
    const all = this.buckets.reduce((sum, bucket) => sum + bucket.all, 0);
    const bad = this.buckets.reduce((sum, bucket) => sum + bucket.bad, 0);
    return { all, bad, share: all === 0 ? 0 : bad / all };
  }

  private bucketOf(now: number): Bucket {
    const number = Math.floor(now / BUCKET_MS);
    const last = this.buckets.at(-1);
    if (last?.number === number) return last;
    this.forget(now);
    const bucket = { number, all: 0, bad: 0 };
    this.buckets.push(bucket);
    return bucket;
  }

  private forget(now: number): void {
    const oldest = Math.floor(now / BUCKET_MS) - BUCKETS;
    this.buckets = this.buckets.filter(({ number }) => number > oldest);
  }
}

const MIN_FAULTS = 5;
/** Health checks are frequent, and meant to respond with 503. */
const UNCOUNTED = /^\/(health|metrics)/;

/** Too many responses of the last five minutes were 5xx. */
@Injectable()
export class ErrorRateSource implements AlertSource, OnModuleInit {
  readonly cause = 'error-rate';
  private readonly recent = new RecentShare();
  private lastRequestId = '';

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly clock: Clock,
    private readonly config: AppConfig,
    watch: AlertWatch,
  ) {
    watch.add(this);
  }

  onModuleInit(): void {
    onFinishedResponse(serverOf(this.host), (answer) => this.count(answer));
  }

  check(): string | undefined {
    const { all, bad, share } = this.recent.read(this.clock.now());
    if (bad < MIN_FAULTS || share <= this.config.alerts.errorRate) return undefined;
    const percent = (share * 100).toFixed(1);
    return `${bad} of ${all} responses of the last five minutes were 5xx (${percent} %), the last to ${this.lastRequestId}.`;
  }

  private count({ route, status, request }: FinishedResponse): void {
    if (UNCOUNTED.test(route)) return;
    if (status >= 500) this.lastRequestId = `request ${request.id}`;
    this.recent.add(status >= 500, this.clock.now());
  }
}

const MAX_ROLLBACK_SHARE = 0.001;
/** Below this, a single refused request at night would be an alert. */
const MIN_ROLLBACKS = 3;
/** A retried transaction is counted by its final outcome. */
const ROLLED_BACK: ReadonlySet<Outcome> = new Set(['rollback', 'downgraded', 'unknown']);

/** Too many transactions of the last five minutes were rolled back. */
@Injectable()
export class RollbackRateSource implements AlertSource, OnModuleInit, OnModuleDestroy {
  readonly cause = 'rollback-rate';
  private readonly recent = new RecentShare();
  private unsubscribe: () => void = () => undefined;

  constructor(
    private readonly outcomes: TransactionOutcomes,
    private readonly clock: Clock,
    watch: AlertWatch,
  ) {
    watch.add(this);
  }

  onModuleInit(): void {
    this.unsubscribe = this.outcomes.subscribe(({ outcome }) => {
      if (outcome !== 'retried') this.recent.add(ROLLED_BACK.has(outcome), this.clock.now());
    });
  }

  onModuleDestroy(): void {
    this.unsubscribe();
  }

  check(): string | undefined {
    const { all, bad, share } = this.recent.read(this.clock.now());
    if (bad < MIN_ROLLBACKS || share <= MAX_ROLLBACK_SHARE) return undefined;
    return `${bad} of ${all} transactions of the last five minutes were rolled back (${(share * 100).toFixed(2)} %).`;
  }
}
