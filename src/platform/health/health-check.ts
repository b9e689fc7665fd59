import { HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { toAppError } from '../errors';

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
      await withinPatience(this.probeOnce());
      return indicator.up({ required });
    } catch (error) {
      const detail = error === TOO_LATE ? TOO_LATE.message : toAppError(error).detail;
      return required ? indicator.down({ required, detail }) : indicator.up({ required, warning: detail });
    }
  }

  private probeOnce(): Promise<void> {
    this.pending ??= this.probe().finally(() => (this.pending = undefined));
    return this.pending;
  }
}

const TOO_LATE = new Error(`no answer within ${PATIENCE_MS} ms`);

async function withinPatience(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(TOO_LATE), PATIENCE_MS);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
