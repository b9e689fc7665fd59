import { Injectable, OnModuleInit } from '@nestjs/common';
import { within } from '../../rate-limit/within';
import { Database } from '../../database';
import { toAppError } from '../../errors';
import { AlertSource } from '../alert-source';
import { AlertWatch } from '../alert-watch';

const PATIENCE_MS = 3_000;

/** PostgreSQL refuses, breaks off, or does not answer. A pool without a free connection is another alert. */
@Injectable()
export class DatabaseSource implements AlertSource, OnModuleInit {
  readonly cause = 'database-unavailable';
  private pending: Promise<unknown> | undefined;

  constructor(
    private readonly database: Database,
    private readonly watch: AlertWatch,
  ) {}

  onModuleInit(): void {
    this.watch.add(this);
  }

  async look(): Promise<string | undefined> {
    try {
      await within(this.askOnce(), PATIENCE_MS);
      return undefined;
    } catch (error) {
      const { code } = toAppError(error);
      if (code === 'database-unavailable') return 'PostgreSQL cannot be reached, or breaks off.';
      return code === 'internal' && !this.isPoolFull()
        ? `PostgreSQL does not answer within ${PATIENCE_MS} ms.`
        : undefined;
    }
  }

  /** A question that hangs is not asked again, so that it cannot use up the pool. */
  private askOnce(): Promise<unknown> {
    this.pending ??= this.database.sql.query('select 1').finally(() => (this.pending = undefined));
    return this.pending;
  }

  private isPoolFull(): boolean {
    return this.database.poolStatistics().some(({ pool, waiting }) => pool === 'read' && waiting > 0);
  }
}
