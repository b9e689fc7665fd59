import { Injectable, Logger, OnModuleInit } from '@nestjs/common';
import { newestDemoDay } from '../market-data';
import { AppConfig } from '../platform/config';
import { AppError } from '../platform/errors';
import { Jobs } from '../platform/jobs';
import { ExchangeCalendar } from '../platform/utils/exchange-calendar';
import { DEMO_SOURCE, PriceCoverage } from '../prices';
import { RefreshQueue } from './refresh-queue';

const QUEUE = 'demo-market';

/** Hourly, because a computer that sleeps at the end of a session would miss a daily tick. */
const CRON = '5 * * * *';

const REQUESTER = { name: 'demo market' };

/** Refreshes the demo market after each session, and at the start of a service that was stopped. */
@Injectable()
export class DemoGrowthService implements OnModuleInit {
  private readonly logger = new Logger('DemoMarket');

  constructor(
    private readonly config: AppConfig,
    private readonly jobs: Jobs,
    private readonly calendar: ExchangeCalendar,
    private readonly coverage: PriceCoverage,
    private readonly refreshes: RefreshQueue,
  ) {}

  onModuleInit(): void {
    this.jobs.work({
      queue: QUEUE,
      retries: 0,
      retryDelaySeconds: 60,
      opened: async () => void (await this.grow()),
      perform: () => this.grow(),
    });
    if (this.isConfigured()) this.jobs.schedule({ queue: QUEUE, cron: CRON, timeZone: 'UTC', data: {} });
  }

  /** Begins a refresh when demo prices are stored and a session is missing, unless a refresh is running already. */
  private async grow(): Promise<{ runId: number } | undefined> {
    if (!(await this.isBehind())) return undefined;
    try {
      const { runId } = await this.refreshes.begin({ provider: DEMO_SOURCE, allowPartial: true }, REQUESTER);
      return { runId };
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'conflict')) throw error;
      this.logger.log(`the demo market was not refreshed: ${error.detail}`);
      return undefined;
    }
  }

  private isConfigured(): boolean {
    return this.config.demoData && this.config.marketData.providers.includes(DEMO_SOURCE);
  }

  private async isBehind(): Promise<boolean> {
    if (!this.isConfigured()) return false;
    const stored = await this.coverage.findNewestDemoDay();
    return stored !== undefined && stored < newestDemoDay(this.calendar.lastCompletedSession());
  }
}
