import { Injectable, ServiceUnavailableException } from '@nestjs/common';
import { HealthCheckResult, HealthCheckService, HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { toAppError } from '../errors';
import { TimeoutError, withTimeout } from '../utils/timeout';

const CHECK_TIMEOUT_MS = 1_000;

export interface CheckResult {
  readonly name: string;
  readonly required: boolean;
  readonly status: 'up' | 'down';
  readonly detail?: string;
}

/** A fault whose message clients may read. */
export class HealthFault extends Error {}

/** What a check reports to terminus. Terminus has no warnings, so a failed optional check is `up` with a warning. */
interface Indication {
  readonly status: 'up' | 'down';
  readonly required: boolean;
  readonly detail?: string;
  readonly warning?: string;
}

/** The health checks of this process. Features add their own when they start. */
@Injectable()
export class HealthChecks {
  private readonly checks: (() => Promise<HealthIndicatorResult>)[] = [];

  constructor(
    private readonly terminus: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
  ) {}

  /**
   * @param required without it this instance is not ready
   * @param probe rejects with the fault; it is not started again while it runs
   */
  add(name: string, required: boolean, probe: () => Promise<void>): void {
    const indicator = this.indicators.check(name);
    let pending: Promise<void> | undefined;
    this.checks.push(async () => {
      pending ??= probe().finally(() => (pending = undefined));
      try {
        await withTimeout(pending, CHECK_TIMEOUT_MS);
        return indicator.up({ required });
      } catch (error) {
        const readable = error instanceof TimeoutError || error instanceof HealthFault;
        const detail = readable ? error.message : toAppError(error).detail;
        return required ? indicator.down({ required, detail }) : indicator.up({ required, warning: detail });
      }
    });
  }

  async run(): Promise<CheckResult[]> {
    const { details } = await this.check();
    return Object.entries(details).map(([name, indication]) => resultOf(name, indication as Indication));
  }

  /** Terminus throws its result when a required check is down. */
  private async check(): Promise<HealthCheckResult> {
    try {
      return await this.terminus.check(this.checks);
    } catch (error) {
      if (error instanceof ServiceUnavailableException) return error.getResponse() as HealthCheckResult;
      throw error;
    }
  }
}

function resultOf(name: string, { status, required, warning, detail = warning }: Indication): CheckResult {
  if (detail === undefined) return { name, required, status };
  return { name, required, status: 'down', detail };
}
