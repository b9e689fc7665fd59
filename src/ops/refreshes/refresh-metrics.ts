import { Injectable, OnModuleInit } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { MetricsRegistry } from '../../platform/metrics';
import { RefreshState, RefreshStateRepository } from './refresh-state.repository';

const FRESH_MS = 5_000;

/** How refreshes go, as the record has it: every instance says the same. */
@Injectable()
export class RefreshMetrics implements OnModuleInit {
  private known: { readonly until: number; readonly state: Promise<RefreshState | undefined> } | undefined;

  constructor(
    private readonly repository: RefreshStateRepository,
    private readonly registry: MetricsRegistry,
  ) {}

  onModuleInit(): void {
    this.export('refresh_last_failed', '1 if the last refresh that ended failed', ({ lastFailed }) =>
      Number(lastFailed),
    );
    this.export(
      'refresh_success_age_seconds',
      'Time since the last refresh that succeeded',
      (state) => state.successAge,
    );
    this.exportRunning();
  }

  private read(): Promise<RefreshState | undefined> {
    const now = performance.now();
    if (this.known && now < this.known.until) return this.known.state;
    // A database that is away has a metric of its own; these are then not there.
    const state = this.repository.read().catch(() => undefined);
    this.known = { until: now + FRESH_MS, state };
    return state;
  }

  private export(name: string, help: string, value: (state: RefreshState) => number | null): void {
    const read = (): Promise<RefreshState | undefined> => this.read();
    new Gauge({
      name,
      help,
      registers: [this.registry],
      async collect(): Promise<void> {
        const state = await read();
        const now = state ? value(state) : null;
        if (now === null) this.remove();
        else this.set(now);
      },
    });
  }

  private exportRunning(): void {
    const read = (): Promise<RefreshState | undefined> => this.read();
    new Gauge({
      name: 'refresh_running_seconds',
      help: 'How long the refresh under way has been running, by the stage in which it is',
      labelNames: ['stage'],
      registers: [this.registry],
      async collect(): Promise<void> {
        this.reset();
        const { stage, runningFor } = (await read()) ?? {};
        if (stage && typeof runningFor === 'number') this.set({ stage }, runningFor);
      },
    });
  }
}
