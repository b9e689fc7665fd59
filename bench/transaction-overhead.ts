import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Pool } from 'pg';
import { DataSource } from 'typeorm';
import { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';
import { Database, DatabaseModule, DatabaseOptions, Transactional } from '../src/platform/database';
import { EmbeddedPostgres } from '../src/platform/embedded-postgres';

/** What `@Transactional()` may cost on top of plain pg, of a one-row write that PostgreSQL has really stored. */
const LIMIT = 1.1;
const WARM_UP = 1_000;
const WRITES = 5_000;
const INSERT = 'insert into written (value) values ($1)';

type Write = (value: number) => Promise<void>;

@Injectable()
class Writer {
  constructor(private readonly database: Database) {}

  @Transactional()
  async write(value: number): Promise<void> {
    await this.database.transaction.query(INSERT, [value]);
  }
}

@Module({ providers: [Writer] })
class WriterModule {}

/** One-row writes through `@Transactional()` against BEGIN, INSERT, COMMIT by hand, in turns, on the same connection. */
async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'autoindex-bench-'));
  const server = await EmbeddedPostgres.start(folder);
  try {
    const durable = await compare(server.url(), 'on');
    await compare(server.url(), 'off');
    if (durable > LIMIT) process.exitCode = 1;
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function compare(serverUrl: string, synchronousCommit: 'on' | 'off'): Promise<number> {
  const url = await makeDatabase(serverUrl, `commit_${synchronousCommit}`, synchronousCommit);
  const options: DatabaseOptions = {
    url,
    poolSize: 1,
    readPoolSize: 1,
    poolWait: 2_000,
    statementTimeout: 10_000,
    transactionTimeout: 60_000,
    lockTimeout: 5_000,
  };
  const application = await NestFactory.createApplicationContext(
    { module: WriterModule, imports: [DatabaseModule.forRoot(options)] },
    { logger: false },
  );
  const writer = application.get(Writer);
  const pool = (application.get(DataSource, { strict: false }).driver as PostgresDriver).master as Pool;
  const times = await inTurns({ plain: (value) => writePlainly(pool, value), ours: (value) => writer.write(value) });
  await application.close();
  const ratio = times.ours / times.plain;
  const shown = [times.plain, times.ours].map((milliseconds) => `${Math.round(milliseconds * 1_000)} us`);
  console.log(
    `synchronous_commit ${synchronousCommit}: plain ${shown[0]}, @Transactional ${shown[1]}, ratio ${ratio.toFixed(3)}`,
  );
  return ratio;
}

async function makeDatabase(serverUrl: string, name: string, synchronousCommit: string): Promise<string> {
  const server = new Client({ connectionString: serverUrl });
  await server.connect();
  await server.query(`create database ${name}`);
  await server.query(`alter database ${name} set synchronous_commit = ${synchronousCommit}`);
  await server.end();
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const client = new Client({ connectionString: url.href });
  await client.connect();
  await client.query('create table written (value integer not null)');
  await client.end();
  return url.href;
}

async function writePlainly(pool: Pool, value: number): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE');
    await client.query(INSERT, [value]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

/**
 * The milliseconds of one write each way: the lowest quartile, since what else the machine does only ever adds. Writes
 * take turns one by one, so that both meet the same disturbances; the first ones warm up and do not count.
 */
async function inTurns(ways: {
  readonly plain: Write;
  readonly ours: Write;
}): Promise<{ plain: number; ours: number }> {
  const times = { plain: [] as number[], ours: [] as number[] };
  for (let value = 0; value < WARM_UP + WRITES; value++) {
    const order = value % 2 === 0 ? (['plain', 'ours'] as const) : (['ours', 'plain'] as const);
    for (const way of order) times[way].push(await timeOf(ways[way], value));
  }
  return { plain: lowerQuartile(times.plain.slice(WARM_UP)), ours: lowerQuartile(times.ours.slice(WARM_UP)) };
}

async function timeOf(write: Write, value: number): Promise<number> {
  const start = performance.now();
  await write(value);
  return performance.now() - start;
}

function lowerQuartile(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 4)] ?? Number.NaN;
}

void main();
