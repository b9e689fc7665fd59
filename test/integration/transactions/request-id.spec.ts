import { Injectable } from '@nestjs/common';
import { Database, Transactional } from '../../../src/platform/database';
import { runInContext } from '../../../src/platform/request-context';
import { DatabaseApplication, databaseApplication } from '../../support/application';

@Injectable()
class Work {
  constructor(private readonly database: Database) {}

  @Transactional()
  async nameInside(): Promise<string> {
    const [row] = await this.database.transaction.query<{ name: string }>(
      `select application_name as name from pg_stat_activity where pid = pg_backend_pid()`,
    );
    return row?.name ?? '';
  }
}

describe('the name of a transaction in pg_stat_activity', () => {
  let application: DatabaseApplication;
  beforeAll(async () => {
    application = await databaseApplication([Work], { poolSize: 1 });
  });
  afterAll(() => application.close());

  const nameIn = (requestId: string): Promise<string> =>
    runInContext(requestId, () => application.get(Work).nameInside());

  it('says which request it belongs to, whatever its id is', async () => {
    expect(await nameIn('4bf92f3577b34da6a3ce929d0e0e4736')).toBe('autoindex-write 4bf92f3577b34da6a3ce929d0e0e4736');
    expect(await nameIn(`quote'; drop table x`)).toBe('autoindex-write quote drop table x');
    expect(await nameIn('a'.repeat(64))).toBe(`autoindex-write ${'a'.repeat(47)}`);
  });

  it('is that of its pool again afterwards, and without a request', async () => {
    await nameIn('first');
    expect(await application.get(Work).nameInside()).toBe('autoindex-write');
  });
});
