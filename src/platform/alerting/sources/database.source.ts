import { Injectable, OnModuleInit } from '@nestjs/common';
import { Database } from '../../database';
import { AlertSource } from '../alert-source';
import { AlertWatch } from '../alert-watch';

/** Of a second at most each: a connection that was cut off, or a process that was busy, is not PostgreSQL. */
const TRIES = 3;

/** PostgreSQL refuses, breaks off, or does not answer. A pool without a free connection is another alert. */
@Injectable()
export class DatabaseSource implements AlertSource, OnModuleInit {
  readonly cause = 'database-unavailable';

  constructor(
    private readonly database: Database,
    private readonly watch: AlertWatch,
  ) {}

  onModuleInit(): void {
    this.watch.add(this);
  }

  async look(): Promise<string | undefined> {
    for (let remaining = TRIES; remaining > 0; remaining--) {
      if (await this.isThere()) return undefined;
    }
    return `PostgreSQL cannot be reached, breaks off, or does not answer; asked ${TRIES} times.`;
  }

  private isThere(): Promise<boolean> {
    return this.database.ping().then(
      () => true,
      () => false,
    );
  }
}
