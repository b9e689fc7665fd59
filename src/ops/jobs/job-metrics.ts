import { Injectable, OnModuleInit } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { JobCounts, JobRecords } from '../../platform/jobs';
import { MetricsRegistry } from '../../platform/metrics';

const FRESH_MS = 5_000;

/** How the queue is doing, as the record has it: every instance says the same. */
@Injectable()
export class JobMetrics implements OnModuleInit {
  private known: { readonly until: number; readonly counts: Promise<readonly JobCounts[]> } | undefined;

  constructor(
    private readonly jobs: JobRecords,
    private readonly registry: MetricsRegistry,
  ) {}

  onModuleInit(): void {
    this.export('jobs_dead', 'Dead jobs: they failed for good, and can be run again', ({ dead }) => dead);
    this.export(
      'jobs_waiting_seconds',
      'How long the oldest job that is due has been waiting',
      ({ waiting }) => waiting,
    );
  }

  private read(): Promise<readonly JobCounts[]> {
    const now = performance.now();
    if (this.known && now < this.known.until) return this.known.counts;
    // A database that is away has a metric of its own; these are then not there.
    const counts = this.jobs.counts().catch(() => []);
    this.known = { until: now + FRESH_MS, counts };
    return counts;
  }

  private export(name: string, help: string, value: (counts: JobCounts) => number): void {
    const read = (): Promise<readonly JobCounts[]> => this.read();
    new Gauge({
      name,
      help,
      labelNames: ['queue'],
      registers: [this.registry],
      async collect(): Promise<void> {
        this.reset();
        for (const counts of await read()) this.set({ queue: counts.queue }, value(counts));
      },
    });
  }
}
