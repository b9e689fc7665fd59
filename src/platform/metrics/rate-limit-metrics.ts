import { Injectable, OnModuleInit } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { LimitDecisions, RateLimitStorage } from '../rate-limit';
import { MetricsRegistry } from './metrics-registry';

/** What the limits decide, by policy; never by client, of whom there is no end. */
@Injectable()
export class RateLimitMetrics implements OnModuleInit {
  private readonly counter: Counter<'policy' | 'decision'>;

  constructor(
    private readonly decisions: LimitDecisions,
    storage: RateLimitStorage,
    registry: MetricsRegistry,
  ) {
    this.counter = new Counter({
      name: 'ratelimit_decisions_total',
      help: 'Requests admitted and blocked by each policy',
      labelNames: ['policy', 'decision'],
      registers: [registry],
    });
    new Gauge({
      name: 'ratelimit_degraded',
      help: '1 while each instance limits by itself because Redis does not count',
      registers: [registry],
      collect(): void {
        this.set(storage.degraded ? 1 : 0);
      },
    });
  }

  onModuleInit(): void {
    this.decisions.subscribe(({ policy, admitted }) =>
      this.counter.inc({ policy, decision: admitted ? 'admitted' : 'blocked' }),
    );
  }
}
