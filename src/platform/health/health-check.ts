import { toAppError } from '../errors';

export interface CheckResult {
  readonly name: string;
  readonly required: boolean;
  readonly status: 'up' | 'down';
  readonly detail?: string;
}

const PATIENCE_MS = 1_000;

/** One check, bounded in time; a probe that hangs is not started again, so that it cannot use up a pool. */
export class HealthCheck {
  private pending: Promise<void> | undefined;

  constructor(
    private readonly name: string,
    private readonly required: boolean,
    private readonly probe: () => Promise<void>,
  ) {}

  async run(): Promise<CheckResult> {
    const { name, required } = this;
    try {
      await withinPatience(this.probeOnce());
      return { name, required, status: 'up' };
    } catch (error) {
      return {
        name,
        required,
        status: 'down',
        detail: error === TOO_LATE ? TOO_LATE.message : toAppError(error).detail,
      };
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
