import { Injectable, OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { AppConfig } from '../../config';
import { Answer, onAnswer, serverOf } from '../../http';
import { Clock } from '../../utils/clock';
import { AlertSource } from '../alert-source';
import { AlertWatch } from '../alert-watch';
import { RecentShare } from './recent-share';

const FEWEST = 5;
/** Asked by machines all day long, and meant to say 503. */
const UNCOUNTED = /^\/(health|metrics)/;

/** Too many answers of the last five minutes were faults of ours or of a vendor: 5xx. */
@Injectable()
export class ErrorRateSource implements AlertSource, OnModuleInit {
  readonly cause = 'error-rate';
  private readonly recent = new RecentShare();
  private lastRequestId = '';

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly watch: AlertWatch,
    private readonly clock: Clock,
    private readonly config: AppConfig,
  ) {}

  onModuleInit(): void {
    this.watch.add(this);
    const server = serverOf(this.host);
    if (server) onAnswer(server, (answer) => this.count(answer));
  }

  look(): string | undefined {
    const { all, bad, share } = this.recent.read(this.clock.now());
    if (bad < FEWEST || share <= this.config.alerts.errorRate) return undefined;
    const percent = (share * 100).toFixed(1);
    return `${bad} of ${all} answers of the last five minutes were 5xx (${percent} %), the last to ${this.lastRequestId}.`;
  }

  private count({ route, status, request }: Answer): void {
    if (UNCOUNTED.test(route)) return;
    if (status >= 500) this.lastRequestId = `request ${request.id}`;
    this.recent.add(status >= 500, this.clock.now());
  }
}
