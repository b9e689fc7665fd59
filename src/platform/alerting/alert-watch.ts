import { BeforeApplicationShutdown, Injectable, Logger, OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { serverOf } from '../http';
import { runInContext } from '../request-context';
import { COOL_DOWN_MS } from './alert';
import { Clock } from '../utils/clock';
import { AlertSource } from './alert-source';
import { Alerts } from './alerts';

const EVERY_MS = 5_000;

interface Watched {
  readonly source: AlertSource;
  /** When it was last said to be ill; null: it is well; undefined: nobody has looked yet. */
  saidAt: number | null | undefined;
}

/**
 * Looks at every source and raises an alert when one falls ill, again after each cool-down while it stays so, and ends
 * it when it is well. Features hand in sources of their own.
 */
@Injectable()
export class AlertWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Alerts');
  private readonly watched: Watched[] = [];
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;

  constructor(
    private readonly alerts: Alerts,
    private readonly clock: Clock,
    private readonly host: HttpAdapterHost,
  ) {}

  add(source: AlertSource): void {
    this.watched.push({ source, saidAt: undefined });
  }

  /** Not in a command, which is made of the same modules: it sees too little, and ends too soon. */
  onApplicationBootstrap(): void {
    if (!serverOf(this.host)) return;
    this.timer = setInterval(() => void this.look(), EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
    await this.alerts.settled();
  }

  /** Looks at all sources once; whoever comes meanwhile waits for the same look. Never fails. */
  look(): Promise<void> {
    this.looking ??= runInContext('alert-watch', () => this.lookAtAll()).finally(() => (this.looking = undefined));
    return this.looking;
  }

  private async lookAtAll(): Promise<void> {
    await Promise.all(this.watched.map((each) => this.lookAt(each)));
    this.alerts.retry();
  }

  private async lookAt(watched: Watched): Promise<void> {
    const { source } = watched;
    try {
      const wrong = await source.look();
      if (wrong !== undefined) this.fellIll(watched, wrong);
      else if (watched.saidAt !== null) this.isWell(watched);
    } catch (error) {
      // What cannot be looked at is neither ill nor well; a database that is away has its own alert.
      this.logger.debug(`${source.cause}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private fellIll(watched: Watched, summary: string): void {
    const now = this.clock.now();
    if (typeof watched.saidAt === 'number' && now - watched.saidAt < COOL_DOWN_MS) return;
    watched.saidAt = now;
    this.alerts.raise({ ...topicOf(watched.source), summary, requestId: undefined });
  }

  private isWell(watched: Watched): void {
    watched.saidAt = null;
    this.alerts.recover(topicOf(watched.source));
  }
}

function topicOf({ cause, subject }: AlertSource): Pick<AlertSource, 'cause' | 'subject'> {
  return subject === undefined ? { cause } : { cause, subject };
}
