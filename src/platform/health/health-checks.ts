import { Injectable, ServiceUnavailableException } from '@nestjs/common';
import { HealthCheckResult, HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { HealthCheck } from './health-check';

export interface CheckResult {
  readonly name: string;
  readonly required: boolean;
  readonly status: 'up' | 'down';
  readonly detail?: string;
}

/** What `HealthCheck` tells terminus of a check. */
interface Indicated {
  readonly status: 'up' | 'down';
  readonly required: boolean;
  readonly detail?: string;
  readonly warning?: string;
}

/** All checks of this process. A part of the service that can be ill adds its own when it starts. */
@Injectable()
export class HealthChecks {
  private readonly checks: HealthCheck[] = [];

  constructor(
    private readonly terminus: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
  ) {}

  /** `required`: without it this instance serves nothing. `probe` rejects with what is wrong. */
  add(name: string, required: boolean, probe: () => Promise<void>): void {
    this.checks.push(new HealthCheck(this.indicators.check(name), required, probe));
  }

  async run(): Promise<CheckResult[]> {
    const { details } = await this.ask();
    return Object.entries(details).map(([name, told]) => resultOf(name, told as Indicated));
  }

  /** Terminus throws what it has found when something required is down. */
  private async ask(): Promise<HealthCheckResult> {
    try {
      return await this.terminus.check(this.checks.map((check) => () => check.run()));
    } catch (error) {
      if (error instanceof ServiceUnavailableException) return error.getResponse() as HealthCheckResult;
      throw error;
    }
  }
}

function resultOf(name: string, { status, required, warning, detail = warning }: Indicated): CheckResult {
  if (detail === undefined) return { name, required, status };
  return { name, required, status: 'down', detail };
}
