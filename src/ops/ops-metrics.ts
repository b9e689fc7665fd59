import { Injectable, OnModuleInit } from '@nestjs/common';
import { Readiness } from '../platform/health';
import { JobCounts, JobRecords } from '../platform/jobs';
import { MetricsRegistry } from '../platform/metrics';
import { registerGauge } from './gauges';
import { memoize } from '../platform/utils/memoize';
import { OpsRepository, RefreshState } from './ops.repository';

const TTL_MS = 5_000;

/** Gauges of the health checks, the queue and the refreshes. The last two read the database: all instances agree. */
@Injectable()
export class OpsMetrics implements OnModuleInit {
  private readonly jobCounts = memoize(TTL_MS, () => this.jobs.counts());
  private readonly refreshState = memoize(TTL_MS, () => this.repository.refreshState());

  constructor(
    private readonly readiness: Readiness,
    private readonly jobs: JobRecords,
    private readonly repository: OpsRepository,
    private readonly registry: MetricsRegistry,
  ) {}

  onModuleInit(): void {
    this.registerHealth();
    this.registerJobs('jobs_dead', 'Dead jobs: they failed for good, and can be retried by hand', ({ dead }) => dead);
    this.registerJobs(
      'jobs_waiting_seconds',
      'How long the oldest job that is due has waited',
      ({ waiting }) => waiting,
    );
    this.registerRefresh('refresh_last_failed', '1 if the last refresh that ended failed', ({ lastFailed }) =>
      Number(lastFailed),
    );
    this.registerRefresh(
      'refresh_success_age_seconds',
      'Time since the last successful refresh',
      ({ successAge }) => successAge,
    );
    this.registerRefresh(
      'refresh_never_found_assets',
      'Assets that no provider offers and none has ever delivered, in the last successful refresh of all assets',
      ({ neverFound }) => neverFound,
    );
    this.registerRunningRefresh();
  }

  private registerHealth(): void {
    registerGauge(this.registry, {
      name: 'health_check_up',
      help: '1 for each dependency that this instance reaches, 0 for one that it does not reach',
      labelNames: ['check'],
      samples: async () =>
        (await this.readiness.report()).checks.map(({ name, status }) => ({
          labels: { check: name },
          value: status === 'up' ? 1 : 0,
        })),
    });
  }

  private registerJobs(name: string, help: string, valueOf: (counts: JobCounts) => number): void {
    registerGauge(this.registry, {
      name,
      help,
      labelNames: ['queue'],
      samples: async () =>
        (await this.jobCounts()).map((counts) => ({ labels: { queue: counts.queue }, value: valueOf(counts) })),
    });
  }

  private registerRefresh(name: string, help: string, valueOf: (state: RefreshState) => number | null): void {
    registerGauge(this.registry, {
      name,
      help,
      labelNames: [],
      samples: async () => {
        const state = await this.refreshState();
        const value = state === undefined ? null : valueOf(state);
        return value === null ? [] : [{ labels: {}, value }];
      },
    });
  }

  private registerRunningRefresh(): void {
    registerGauge(this.registry, {
      name: 'refresh_running_seconds',
      help: 'How long the running refresh has been running, by its stage',
      labelNames: ['stage'],
      samples: async () => {
        const { stage = null, runningFor = null } = (await this.refreshState()) ?? {};
        return stage === null || runningFor === null ? [] : [{ labels: { stage }, value: runningFor }];
      },
    });
  }
}
