import { Injectable, OnModuleInit } from '@nestjs/common';
import { Counter, Gauge, Histogram } from 'prom-client';
import { BreakerState } from '../../market-data';
import { MetricsRegistry } from '../../platform/metrics';
import { TryEvent, Upstreams } from './upstreams';

const STATES: readonly BreakerState[] = ['closed', 'half_open', 'open'];
const BUCKETS_S = [0.1, 0.5, 1, 5, 10, 25];

/** How vendors answer, by vendor and outcome. */
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
      help: 'Calls to vendors, repeated ones included, by how they ended',
      labelNames: ['provider', 'outcome'],
      registers,
    });
    this.retries = new Counter({
      name: 'upstream_retries_total',
      help: 'Calls that were repeated',
      labelNames: ['provider'],
      registers,
    });
    this.durations = new Histogram({
      name: 'upstream_try_duration_seconds',
      help: 'Time of one call to a vendor',
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
    this.exportStates();
  }

  private count(provider: string, { outcome, elapsed }: TryEvent): void {
    this.tries.inc({ provider, outcome });
    this.durations.observe({ provider }, elapsed / 1000);
  }

  private exportStates(): void {
    const { upstreams } = this;
    new Gauge({
      name: 'upstream_breaker_state',
      help: '1 for the state in which the circuit breaker of a vendor is, 0 for the others',
      labelNames: ['provider', 'state'],
      registers: [this.registry],
      collect(): void {
        for (const provider of upstreams.names) {
          const now = upstreams.breakerOf(provider);
          for (const state of STATES) this.set({ provider, state }, state === now ? 1 : 0);
        }
      },
    });
  }
}
