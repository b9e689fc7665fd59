import { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { Connection, DatabaseError as PostgresError, PoolClient, QueryResult, QueryResultRow, Submittable } from 'pg';
import QueryStream from 'pg-query-stream';
import { ConnectionLostError } from '../../errors';
import { PreparedStatement } from './sql';

type Done = (error?: Error | null) => void;

/**
 * The rows of a statement. Ends with its connection: the library's stream waits for ever for the close of its cursor when
 * the connection is lost between two fetches.
 */
export class RowStream extends QueryStream {
  private connection: Connection | undefined;

  override submit(connection: Connection): void {
    this.connection = connection;
    super.submit(connection);
  }

  override _destroy(error: Error, done: Done): void {
    const once = onlyOnce(done);
    if (this.connection?.stream.destroyed === true) return once(error);
    this.connection?.once('end', () => once(error));
    super._destroy(error, once);
  }
}

function onlyOnce(done: Done): Done {
  let isDone = false;
  return (error) => {
    if (!isDone) done(error);
    isDone = true;
  };
}

/** A stream that the driver runs as a statement. */
export type StatementStream = (Readable | Writable) & Submittable;

/** An acquired connection. It keeps the first error that broke it, the true cause of all later ones. */
export class PooledConnection {
  private fault: Error | undefined;
  private running: Promise<unknown> = Promise.resolve();
  private openStream: StatementStream | undefined;
  private released = false;
  private readonly onError = (error: Error): void => {
    this.fault ??= error;
  };

  constructor(private readonly client: PoolClient) {
    client.on('error', this.onError);
  }

  /** Why the connection is broken, or undefined. */
  get brokenBy(): Error | undefined {
    return this.fault;
  }

  /** Sends one statement. The caller sends one at a time. */
  async send<Row extends QueryResultRow>(
    statement: string | PreparedStatement,
    values?: readonly unknown[],
  ): Promise<QueryResult<Row>> {
    this.assertWorks();
    const answer = this.client.query<Row>(statement, values && [...values]);
    this.running = answer;
    try {
      return await answer;
    } catch (error) {
      throw this.classified(error);
    }
  }

  /** Runs a stream as a statement until its end. */
  sendStream(stream: StatementStream): Promise<void> {
    const end = this.runStream(stream);
    this.running = end;
    return end;
  }

  /** Ends the running statement: destroys a stream, awaits anything else. */
  async settle(): Promise<void> {
    this.openStream?.destroy();
    try {
      await this.running;
    } catch {
      // Its caller gets the error.
    }
  }

  /** PostgreSQL's status: `I` idle, `T` in a transaction, `E` in a failed one. */
  get status(): string | null {
    return this.client.getTransactionStatus();
  }

  /** Destroys the connection and its running statement. */
  cut(reason: Error): void {
    this.fault ??= reason;
    this.release();
  }

  /** Returns the connection to its pool, or destroys it unless it is idle and unbroken. */
  release(): void {
    if (this.released) return;
    this.released = true;
    this.client.removeListener('error', this.onError);
    const reason = this.fault ?? (this.status === 'I' ? undefined : new Error('released in a transaction'));
    this.client.release(reason);
  }

  /** @throws ConnectionLostError */
  assertWorks(): void {
    if (this.fault !== undefined) {
      throw new ConnectionLostError('the connection to PostgreSQL was lost', { cause: this.fault });
    }
  }

  /** A reader may stop early. Rows then stop; a COPY cannot be stopped, so its connection is destroyed. */
  private async runStream(stream: StatementStream): Promise<void> {
    this.assertWorks();
    this.openStream = stream;
    this.client.query(stream);
    try {
      await this.endOf(stream);
      this.assertWorks();
    } catch (error) {
      if (error instanceof PostgresError || this.fault !== undefined) throw this.classified(error);
      if (!(stream instanceof QueryStream)) this.cut(new Error('a COPY was not read to its end'));
    } finally {
      this.openStream = undefined;
    }
  }

  /** Waits for the stream or for the end of the connection, which the stream may not notice. */
  private async endOf(stream: StatementStream): Promise<void> {
    let onEnd = (): void => undefined;
    const closed = new Promise<void>((resolve) => {
      onEnd = () => {
        this.fault ??= new Error('the connection was closed');
        resolve();
      };
    });
    this.client.once('end', onEnd);
    try {
      await Promise.race([finished(stream), closed]);
    } finally {
      this.client.removeListener('end', onEnd);
    }
  }

  private classified(error: unknown): unknown {
    if (error instanceof PostgresError) {
      if (error.severity !== 'ERROR') this.fault ??= error;
      return error;
    }
    if (this.fault === undefined) return error;
    return new ConnectionLostError('the connection to PostgreSQL was lost', { cause: this.fault });
  }
}
