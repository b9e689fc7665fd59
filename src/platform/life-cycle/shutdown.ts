import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from 'pino';
import { StartError } from './start.error';

/** npm hands on the Ctrl-C that its child has had from the terminal already: within this time it is the same one. */
const SAME_SIGNAL_MS = 1_000;
/** Orchestrators kill after 30 s; this is for the case that a step hangs. */
const ALL_MS = 29_000;

interface Step {
  readonly run: () => Promise<unknown>;
  readonly patience: number;
}

/**
 * The way out. Steps run one after the other, the newest first, so that what was opened first is closed last.
 * After SIGTERM, SIGINT or SIGHUP the exit code is 0.
 */
export class Shutdown {
  private readonly steps: Step[] = [];
  private readonly hurry = new AbortController();
  private begunAt: number | undefined;

  constructor(private readonly logger: Logger) {}

  /** From now on signals and unexpected errors end the process through the steps. */
  listen(): this {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => this.receive(signal));
    process.on('uncaughtException', (error) => this.fail(error));
    process.on('unhandledRejection', (error) => this.fail(error));
    return this;
  }

  /** @param patience milliseconds after which, or at a second signal, the next step begins anyway; 0: it is waited for */
  add(run: () => Promise<unknown>, patience = 0): void {
    this.steps.push({ run, patience });
  }

  /** Ends the process with code 1. What fails because the shutdown has begun is no fault. */
  fail(error: unknown): void {
    if (this.begunAt !== undefined) return;
    if (error instanceof StartError) this.logger.fatal(error.message);
    else this.logger.fatal({ err: error }, error instanceof Error ? error.message : String(error));
    void this.exit(1);
  }

  private receive(signal: NodeJS.Signals): void {
    if (this.begunAt === undefined) {
      this.logger.info(`${signal}: finishing open requests, then leaving`);
      void this.exit(0);
    } else if (Date.now() - this.begunAt > SAME_SIGNAL_MS) {
      this.logger.warn(`${signal} again: leaving at once`);
      this.hurry.abort();
    }
  }

  private async exit(code: number): Promise<void> {
    this.begunAt = Date.now();
    setTimeout(() => process.exit(1), ALL_MS).unref();
    for (const step of this.steps.reverse()) await this.take(step);
    process.exit(code);
  }

  private async take({ run, patience }: Step): Promise<void> {
    const done = run().catch((error: unknown) => this.logger.error({ err: error }, 'A step of the shutdown failed'));
    if (patience === 0) return void (await done);
    const enough = pause(patience, undefined, { signal: this.hurry.signal }).catch(() => undefined);
    await Promise.race([done, enough]);
  }
}
