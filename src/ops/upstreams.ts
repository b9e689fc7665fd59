import { Injectable, OnModuleInit } from '@nestjs/common';
import { Counter, Histogram } from 'prom-client';
import { BreakerState, MarketData, UpstreamEvent } from '../market-data';
import { AlertWatch } from '../platform/alerting';
import { AppError } from '../platform/errors';
import { HealthChecks } from '../platform/health';
import { MetricsRegistry } from '../platform/metrics';
import { registerGauge } from './gauges';

const STATES: readonly BreakerState[] = ['closed', 'half_open', 'open'];
const BUCKETS_S = [0.1, 0.5, 1, 5, 10, 25];

type TryEvent = Extract<UpstreamEvent, { kind: 'try' }>;

interface UpstreamCounts {
  tries: number;
  failures: Record<string, number>;
  retries: number;
  lastSuccessAt: string | null;
  lastFailureAt: string | null;
}

/** What this process has seen of one vendor since its start. Instants are ISO 8601 in UTC. */
interface UpstreamReport extends Readonly<UpstreamCounts> {
  readonly name: string;
  readonly breaker: BreakerState;
}

/** Counts the calls to the vendors that are asked over the network. */
@Injectable()
export class Upstreams {
  readonly names: readonly string[];
  private readonly counts = new Map<string, UpstreamCounts>();

  constructor(private readonly marketData: MarketData) {
    this.names = [...marketData.upstreams.keys()];
    for (const [name, upstream] of marketData.upstreams) {
      const counts = { tries: 0, failures: {}, retries: 0, lastSuccessAt: null, lastFailureAt: null };
      this.counts.set(name, counts);
      upstream.subscribe((event) => count(counts, event));
    }
  }

  breakerOf(name: string): BreakerState {
    return this.marketData.upstreams.get(name)?.breakerState() ?? 'closed';
  }

  subscribe(listener: (name: string, event: UpstreamEvent) => void): void {
    for (const [name, upstream] of this.marketData.upstreams) upstream.subscribe((event) => listener(name, event));
  }

  report(): UpstreamReport[] {
    return [...this.counts].map(([name, { failures, ...counts }]) => ({
      name,
      breaker: this.breakerOf(name),
      failures: { ...failures },
      ...counts,
    }));
  }
}

function count(counts: UpstreamCounts, event: UpstreamEvent): void {
  if (event.kind === 'retry') counts.retries++;
  if (event.kind !== 'try') return;
  counts.tries++;
  const now = new Date().toISOString();
  if (event.outcome === 'success') return void (counts.lastSuccessAt = now);
  counts.lastFailureAt = now;
  counts.failures[event.outcome] = (counts.failures[event.outcome] ?? 0) + 1;
}

/** Metrics of the calls to vendors, by vendor and outcome. */
@Injectable()
export class UpstreamMetrics implements OnModuleInit {
  private readonly tries: Counter<'provider' | 'outcome'>;
  private readonly retries: Counter<'provider'>;
  private readonly durations: Histogram<'provider'>;

  constructor(
    private readonly upstreams: Upstreams,
    private readonly registry: MetricsRegistry,
  ) {
    const registers = [registry];
    this.tries = new Counter({
      name: 'upstream_tries_total',
      help: 'Calls to vendors, retries included, by outcome',
      labelNames: ['provider', 'outcome'],
      registers,
    });
    this.retries = new Counter({
      name: 'upstream_retries_total',
      help: 'Retries of calls to vendors',
      labelNames: ['provider'],
      registers,
    });
    this.durations = new Histogram({
      name: 'upstream_try_duration_seconds',
      help: 'Duration of one call to a vendor',
      labelNames: ['provider'],
      buckets: BUCKETS_S,
      registers,
    });
  }

  onModuleInit(): void {
    this.upstreams.subscribe((provider, event) => {
      if (event.kind === 'retry') this.retries.inc({ provider });
      if (event.kind === 'try') this.count(provider, event);
    });
    registerGauge(this.registry, {
      name: 'upstream_breaker_state',
      help: '1 for the present state of the circuit breaker of a vendor, 0 for its other states',
      labelNames: ['provider', 'state'],
      samples: () =>
        Promise.resolve(
          this.upstreams.names.flatMap((provider) => {
            const now = this.upstreams.breakerOf(provider);
            return STATES.map((state) => ({ labels: { provider, state }, value: state === now ? 1 : 0 }));
          }),
        ),
    });
  }

  private count(provider: string, { outcome, elapsed }: TryEvent): void {
    this.tries.inc({ provider, outcome });
    this.durations.observe({ provider }, elapsed / 1000);
  }
}

/** A vendor whose circuit breaker is not closed raises an alert, and is a warning in the health checks. */
@Injectable()
export class UpstreamAlerts implements OnModuleInit {
  constructor(
    private readonly upstreams: Upstreams,
    private readonly watch: AlertWatch,
    private readonly checks: HealthChecks,
  ) {}

  onModuleInit(): void {
    for (const name of this.upstreams.names) {
      this.watch.add({ cause: 'breaker-opened', subject: name, check: () => this.findOpenBreaker(name) });
      this.checks.add(`provider ${name}`, false, () => this.probe(name));
    }
    this.upstreams.subscribe((_name, event) => {
      if (event.kind === 'breaker') void this.watch.check();
    });
  }

  private findOpenBreaker(name: string): string | undefined {
    const state = this.upstreams.breakerOf(name);
    return state === 'closed' ? undefined : `${name} failed too often and is left alone (${state}).`;
  }

  private probe(name: string): Promise<void> {
    const open = this.findOpenBreaker(name);
    return open === undefined ? Promise.resolve() : Promise.reject(new AppError('upstream-circuit-open', open));
  }
}
