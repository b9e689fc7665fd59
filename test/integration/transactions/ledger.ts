import { Injectable } from '@nestjs/common';
import { Client } from 'pg';
import { Database, DatabaseOptions, Propagation, Transactional } from '../../../src/platform/database';
import { DatabaseApplication, databaseApplication } from '../../support/application';

type Work<Result> = () => Promise<Result>;

/** Entries that are unique by name, and every way to be in a transaction: each method does the work it is given. */
@Injectable()
export class Ledger {
  constructor(readonly database: Database) {}

  async add(name: string): Promise<void> {
    await this.database.transaction.query('insert into entries values ($1)', [name]);
  }

  async names(): Promise<string[]> {
    const rows = await this.database.sql.query<{ name: string }>('select name from entries order by name');
    return rows.map(({ name }) => name);
  }

  @Transactional()
  required<Result>(work: Work<Result>): Promise<Result> {
    return work();
  }

  @Transactional(Propagation.RequiresNew)
  requiresNew<Result>(work: Work<Result>): Promise<Result> {
    return work();
  }

  @Transactional(Propagation.RequiresNew, { pool: 'second' })
  requiresNewInSecondPool<Result>(work: Work<Result>): Promise<Result> {
    return work();
  }

  @Transactional(Propagation.Nested)
  nested<Result>(work: Work<Result>): Promise<Result> {
    return work();
  }

  @Transactional(Propagation.Mandatory)
  mandatory<Result>(work: Work<Result>): Promise<Result> {
    return work();
  }

  @Transactional(Propagation.Supports)
  supports<Result>(work: Work<Result>): Promise<Result> {
    return work();
  }

  @Transactional(Propagation.NotSupported)
  notSupported<Result>(work: Work<Result>): Promise<Result> {
    return work();
  }

  @Transactional(Propagation.Never)
  never<Result>(work: Work<Result>): Promise<Result> {
    return work();
  }

  @Transactional({ isolation: 'serializable' })
  serializable<Result>(work: Work<Result>): Promise<Result> {
    return work();
  }

  @Transactional({ isolation: 'repeatable read' })
  repeatableRead<Result>(work: Work<Result>): Promise<Result> {
    return work();
  }

  @Transactional({ readOnly: true })
  readOnly<Result>(work: Work<Result>): Promise<Result> {
    return work();
  }

  @Transactional({ statementTimeout: 9_000, lockTimeout: 8_000 })
  hurried<Result>(work: Work<Result>): Promise<Result> {
    return work();
  }

  @Transactional({ statementTimeout: 50 })
  withBriefStatements<Result>(work: Work<Result>): Promise<Result> {
    return work();
  }

  @Transactional({ lockTimeout: 40 })
  withBriefWaits<Result>(work: Work<Result>): Promise<Result> {
    return work();
  }
}

export interface LedgerApplication extends DatabaseApplication {
  readonly ledger: Ledger;
  /** A connection that is none of the service's. */
  readonly outside: Client;
  /** The names that were really stored, in order. */
  stored(): Promise<string[]>;
}

/** A ledger on a database of its own, which the service reaches by `route`. */
export async function ledgerApplication(
  options: Partial<DatabaseOptions> = {},
  route?: (url: string) => string,
): Promise<LedgerApplication> {
  const application = await databaseApplication([Ledger], options, route);
  const outside = new Client({ connectionString: application.testDatabase.url });
  await outside.connect();
  await outside.query('create table entries (name text primary key, amount integer not null default 0)');
  return {
    ...application,
    ledger: application.get(Ledger),
    outside,
    stored: async () => {
      const { rows } = await outside.query<{ name: string }>('select name from entries order by name');
      return rows.map(({ name }) => name);
    },
    close: async () => {
      await outside.end();
      await application.close();
    },
  };
}
