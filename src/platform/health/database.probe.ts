import { Injectable, OnModuleInit } from '@nestjs/common';
import { Database } from '../database';
import { HealthChecks } from './health-checks';

/** PostgreSQL: without it nothing can be served. */
@Injectable()
export class DatabaseProbe implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly checks: HealthChecks,
  ) {}

  onModuleInit(): void {
    this.checks.add('postgres', true, () => this.database.ping());
  }
}
