import { BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { CheckResult, HealthChecks } from './health-checks';

export interface ReadinessReport {
  readonly ready: boolean;
  readonly checks: readonly CheckResult[];
}

const TTL_MS = 1_000;
const LEAVING: ReadinessReport = {
  ready: false,
  checks: [{ name: 'process', required: true, status: 'down', detail: 'is shutting down' }],
};

/** Whether a load balancer should send requests here. The checks run at most once a second. */
@Injectable()
export class Readiness implements BeforeApplicationShutdown {
  private leaving = false;
  private known: { readonly until: number; readonly report: Promise<ReadinessReport> } | undefined;

  constructor(private readonly checks: HealthChecks) {}

  /** Makes the instance unready at once and for good: the first step of a shutdown. */
  leave(): void {
    this.leaving = true;
  }

  beforeApplicationShutdown(): void {
    this.leave();
  }

  async report(): Promise<ReadinessReport> {
    if (this.leaving) return LEAVING;
    const now = performance.now();
    if (!this.known || now >= this.known.until) this.known = { until: now + TTL_MS, report: this.runChecks() };
    const report = await this.known.report;
    return this.leaving ? LEAVING : report;
  }

  private async runChecks(): Promise<ReadinessReport> {
    const checks = await this.checks.run();
    return { ready: checks.every(({ required, status }) => !required || status === 'up'), checks };
  }
}
