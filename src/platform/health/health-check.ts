import { HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { toAppError } from '../errors';
import { TimeoutError, withTimeout } from '../utils/timeout';

type Indicator = ReturnType<HealthIndicatorService['check']>;

const PATIENCE_MS = 1_000;

/**
 * A health indicator, bounded in time; a probe that hangs is not started again beside it. Terminus knows no warnings: of
 * what is only wished for it is told `up`, with what is wrong.
 */
export class HealthCheck {
  private pending: Promise<void> | undefined;

  constructor(
    private readonly indicator: Indicator,
    private readonly required: boolean,
    private readonly probe: () => Promise<void>,
  ) {}

  async run(): Promise<HealthIndicatorResult> {
    const { indicator, required } = this;
    try {
      await withTimeout(this.probeOnce(), PATIENCE_MS);
      return indicator.up({ required });
    } catch (error) {
      const detail = error instanceof TimeoutError ? error.message : toAppError(error).detail;
      return required ? indicator.down({ required, detail }) : indicator.up({ required, warning: detail });
    }
  }

  private probeOnce(): Promise<void> {
    this.pending ??= this.probe().finally(() => (this.pending = undefined));
    return this.pending;
  }
}
