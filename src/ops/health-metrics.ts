import { Injectable, OnModuleInit } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Readiness } from '../platform/health';
import { MetricsRegistry } from '../platform/metrics';

/** What the health checks say, for those who watch many instances. */
@Injectable()
export class HealthMetrics implements OnModuleInit {
  constructor(
    private readonly readiness: Readiness,
    private readonly registry: MetricsRegistry,
  ) {}

  onModuleInit(): void {
    const { readiness } = this;
    new Gauge({
      name: 'health_check_up',
      help: '1 for each neighbour that answers this instance, 0 for one that does not',
      labelNames: ['check'],
      registers: [this.registry],
      async collect(): Promise<void> {
        for (const { name, status } of (await readiness.report()).checks) {
          this.set({ check: name }, status === 'up' ? 1 : 0);
        }
      },
    });
  }
}
