import { MigrationInterface, QueryRunner } from 'typeorm';

/** What dry runs that were sent with an `Idempotency-Key` answered, so that the same key repeats it. */
export class Rehearsals1764000070000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table rehearsals (
        idempotency_key text constraint rehearsals_pkey primary key,
        request jsonb not null,
        report json not null,
        recorded_at timestamptz not null default clock_timestamp()
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table rehearsals');
  }
}
