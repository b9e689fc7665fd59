import { BeforeApplicationShutdown, Injectable, Logger, OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { serverOf } from '../http';
import { runInServiceContext } from '../request-context';
import { Clock } from '../utils/clock';
import { AlertTopic, COOL_DOWN_MS } from './alert';
import { Alerts } from './alerts';

const INTERVAL_MS = 5_000;

/** A condition that lasts, checked every few seconds. */
export interface AlertSource extends AlertTopic {
  /** Describes the fault in one sentence. Returns undefined while there is none. */
  check(): string | undefined | Promise<string | undefined>;
}

interface WatchedSource {
  readonly source: AlertSource;
  /** When the alert was last raised. Null: there is no fault. Undefined: not checked yet. */
  raisedAt: number | null | undefined;
}

/**
 * Checks every source. Raises an alert when a fault appears, again after each cool-down while it lasts, and resolves
 * it afterwards. Features add their own sources.
 */
@Injectable()
export class AlertWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Alerts');
  private readonly watched: WatchedSource[] = [];
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly alerts: Alerts,
    private readonly clock: Clock,
    private readonly host: HttpAdapterHost,
  ) {}

  add(source: AlertSource): void {
    this.watched.push({ source, raisedAt: undefined });
  }

  /** Not in a CLI command, which loads the same modules: it sees too little and ends too soon. */
  onApplicationBootstrap(): void {
    if (!serverOf(this.host)) return;
    this.timer = setInterval(() => void this.check(), INTERVAL_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
    await this.alerts.settled();
  }

  /** Checks all sources once. Concurrent callers share one run. Never fails. */
  check(): Promise<void> {
    this.running ??= runInServiceContext('alert-watch', () => this.checkAll()).finally(
      () => (this.running = undefined),
    );
    return this.running;
  }

  private async checkAll(): Promise<void> {
    await Promise.all(this.watched.map((each) => this.checkOne(each)));
    this.alerts.retry();
  }

  private async checkOne(watched: WatchedSource): Promise<void> {
    const { source } = watched;
    try {
      const fault = await source.check();
      if (fault !== undefined) this.raise(watched, fault);
      else if (watched.raisedAt !== null) this.resolve(watched);
    } catch (error) {
      // A failed check says nothing about its source. An unavailable database has an alert of its own.
      this.logger.debug(`${source.cause}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private raise(watched: WatchedSource, summary: string): void {
    const now = this.clock.now();
    if (typeof watched.raisedAt === 'number' && now - watched.raisedAt < COOL_DOWN_MS) return;
    watched.raisedAt = now;
    this.alerts.raise({ ...topicOf(watched.source), summary, requestId: undefined });
  }

  private resolve(watched: WatchedSource): void {
    watched.raisedAt = null;
    this.alerts.resolve(topicOf(watched.source));
  }
}

function topicOf({ cause, subject }: AlertSource): AlertTopic {
  return subject === undefined ? { cause } : { cause, subject };
}
