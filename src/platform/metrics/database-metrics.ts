import { Injectable, OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { Counter, Gauge, Histogram } from 'prom-client';
import { PoolStatistics, TransactionOutcome, TransactionOutcomes } from '../database';
import { ConnectionPools } from '../database/connections/connection-pools';
import { MetricsRegistry } from './metrics-registry';
import { OperationsSummary } from './operations-summary';

const BUCKETS_S = [0.005, 0.025, 0.1, 0.5, 2, 10, 60];
const ROLLBACKS_MINUTES = 5;
const WAIT_BUCKETS_S = [0.001, 0.005, 0.025, 0.1, 0.5, 1, 2, 5];

/** Outcomes of transactions and use of the connection pools. */
@Injectable()
export class DatabaseMetrics implements OnModuleInit, OnModuleDestroy {
  private unsubscribe: () => void = () => undefined;
  private readonly outcomes: Counter<'operation' | 'outcome'>;
  private readonly durations: Histogram<'outcome'>;
  private readonly waits: Histogram<'pool'>;

  constructor(
    private readonly registry: MetricsRegistry,
    private readonly source: TransactionOutcomes,
    private readonly pools: ConnectionPools,
    private readonly summary: OperationsSummary,
  ) {
    this.outcomes = new Counter({
      name: 'database_transactions_total',
      help: 'Transactions by method and outcome',
      labelNames: ['operation', 'outcome'],
      registers: [registry],
    });
    this.durations = new Histogram({
      name: 'database_transaction_duration_seconds',
      help: 'Time from BEGIN to COMMIT or ROLLBACK',
      labelNames: ['outcome'],
      buckets: BUCKETS_S,
      registers: [registry],
    });
    this.waits = new Histogram({
      name: 'database_pool_wait_seconds',
      help: 'How long callers waited for a connection, including those that timed out',
      labelNames: ['pool'],
      buckets: WAIT_BUCKETS_S,
      registers: [registry],
    });
  }

  onModuleInit(): void {
    this.unsubscribe = this.source.subscribe((outcome) => this.count(outcome));
    this.pools.subscribe(({ pool, milliseconds }) => this.waits.observe({ pool }, milliseconds / 1000));
    this.export('database_pool_size', 'Connections the pool may open', ({ size }) => size);
    this.export('database_pool_used', 'Connections in use', ({ used }) => used);
    this.export('database_pool_waiting', 'Callers in the queue', ({ waiting }) => waiting);
    this.export('database_pool_timeouts', 'Callers that timed out since the start', ({ timeouts }) => timeouts);
    this.exportRollbackRate();
  }

  onModuleDestroy(): void {
    this.unsubscribe();
  }

  private count({ operation, outcome, milliseconds }: TransactionOutcome): void {
    this.outcomes.inc({ operation, outcome });
    this.durations.observe({ outcome }, milliseconds / 1000);
  }

  private exportRollbackRate(): void {
    const { summary } = this;
    new Gauge({
      name: 'database_rollback_rate',
      help: `Deprecated, use autoindex:rollback_share:5m: uncommitted share of the transactions of ${ROLLBACKS_MINUTES} minutes`,
      registers: [this.registry],
      collect(): void {
        const rate = summary.rollbackRate(ROLLBACKS_MINUTES);
        if (rate === null) this.remove();
        else this.set(rate);
      },
    });
  }

  private export(name: string, help: string, value: (pool: PoolStatistics) => number): void {
    const { pools } = this;
    new Gauge({
      name,
      help,
      labelNames: ['pool'],
      registers: [this.registry],
      collect(): void {
        for (const pool of pools.statistics()) this.set({ pool: pool.pool }, value(pool));
      },
    });
  }
}
