import { BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { CheckResult, HealthChecks } from './health-checks';

export interface ReadinessReport {
  readonly ready: boolean;
  readonly checks: readonly CheckResult[];
}

const FRESH_MS = 1_000;
const LEAVING: ReadinessReport = {
  ready: false,
  checks: [{ name: 'process', required: true, status: 'down', detail: 'is leaving' }],
};

/** Whether a load balancer should send requests here. Asked by many, found out at most once a second. */
@Injectable()
export class Readiness implements BeforeApplicationShutdown {
  private leaving = false;
  private known: { readonly until: number; readonly report: Promise<ReadinessReport> } | undefined;

  constructor(private readonly checks: HealthChecks) {}

  /** From now on not ready, at once and for good: the first step of every shutdown. */
  leave(): void {
    this.leaving = true;
  }

  beforeApplicationShutdown(): void {
    this.leave();
  }

  async report(): Promise<ReadinessReport> {
    if (this.leaving) return LEAVING;
    const now = performance.now();
    if (!this.known || now >= this.known.until) this.known = { until: now + FRESH_MS, report: this.findOut() };
    const report = await this.known.report;
    return this.leaving ? LEAVING : report;
  }

  private async findOut(): Promise<ReadinessReport> {
    const checks = await this.checks.run();
    return { ready: checks.every(({ required, status }) => !required || status === 'up'), checks };
  }
}
