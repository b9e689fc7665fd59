import { Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from 'pino';
import { StartError } from '../bootstrap';

/** npm forwards a Ctrl-C that its child has already received from the terminal: within this time it is the same one. */
const SAME_SIGNAL_MS = 1_000;
/** Orchestrators kill after 30 s. This ends the process first if a step hangs. */
const SHUTDOWN_TIMEOUT_MS = 29_000;
const IDLE_CHECK_INTERVAL_MS = 100;

interface Step {
  readonly run: () => Promise<unknown>;
  readonly timeout: number;
}

/**
 * Ends the process in steps, one after the other, the newest first: what was opened first is closed last.
 * After SIGTERM, SIGINT or SIGHUP the exit code is 0.
 */
export class Shutdown {
  private readonly steps: Step[] = [];
  private readonly secondSignal = new AbortController();
  private startedAt: number | undefined;

  constructor(private readonly logger: Logger) {}

  /** From now on signals and unexpected errors end the process through the steps. */
  listen(): this {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => this.receive(signal));
    process.on('uncaughtException', (error) => this.fail(error));
    process.on('unhandledRejection', (error) => this.fail(error));
    return this;
  }

  /** @param timeout milliseconds after which, or at a second signal, the next step starts anyway; 0: no timeout */
  add(run: () => Promise<unknown>, timeout = 0): void {
    this.steps.push({ run, timeout });
  }

  /** Ends the process with code 1. Errors after the shutdown has begun are its consequence and are ignored. */
  fail(error: unknown): void {
    if (this.startedAt !== undefined) return;
    if (error instanceof StartError) this.logger.fatal(error.message);
    else this.logger.fatal({ err: error }, error instanceof Error ? error.message : String(error));
    void this.exit(1);
  }

  private receive(signal: NodeJS.Signals): void {
    if (this.startedAt === undefined) {
      this.logger.info(`${signal}: finishing open requests, then exiting`);
      void this.exit(0);
    } else if (Date.now() - this.startedAt > SAME_SIGNAL_MS) {
      this.logger.warn(`${signal} again: exiting now`);
      this.secondSignal.abort();
    }
  }

  private async exit(code: number): Promise<void> {
    this.startedAt = Date.now();
    setTimeout(() => process.exit(1), SHUTDOWN_TIMEOUT_MS).unref();
    for (const step of this.steps.reverse()) await this.runStep(step);
    process.exit(code);
  }

  private async runStep({ run, timeout }: Step): Promise<void> {
    const done = run().catch((error: unknown) => this.logger.error({ err: error }, 'A step of the shutdown failed'));
    if (timeout === 0) return void (await done);
    const expired = pause(timeout, undefined, { signal: this.secondSignal.signal }).catch(() => undefined);
    await Promise.race([done, expired]);
  }
}

interface Closable {
  getHttpServer(): Pick<Server, 'closeIdleConnections'>;
  close(): Promise<void>;
}

/**
 * Accepts no new connection, answers the open requests, then closes the application. A client keeps its connection for
 * 65 seconds after the last response, so connections are closed as soon as they are idle.
 */
export async function drain(app: Closable): Promise<void> {
  const closing = setInterval(() => app.getHttpServer().closeIdleConnections(), IDLE_CHECK_INTERVAL_MS);
  try {
    await app.close();
  } finally {
    clearInterval(closing);
  }
}
