import { finished } from 'node:stream/promises';
import { Readable, Writable } from 'node:stream';
import { DatabaseError as PostgresError, PoolClient, QueryResult, QueryResultRow, Submittable } from 'pg';
import QueryStream from 'pg-query-stream';
import { ConnectionLostError } from '../database.errors';
import { PreparedStatement } from '../sql';

/** A stream that the driver runs as a statement. */
export type StatementStream = (Readable | Writable) & Submittable;

/** A connection taken out of its pool. It remembers the first error that broke it, the true cause of all later ones. */
export class HeldConnection {
  private fault: Error | undefined;
  private underWay: Promise<unknown> = Promise.resolve();
  private openStream: StatementStream | undefined;
  private released = false;
  private readonly onError = (error: Error): void => {
    this.fault ??= error;
  };

  constructor(private readonly client: PoolClient) {
    client.on('error', this.onError);
  }

  /** Why the connection is useless, or undefined while it works. */
  get brokenBy(): Error | undefined {
    return this.fault;
  }

  /** One statement; the caller sees to it that there is only one at a time. */
  async send<Row extends QueryResultRow>(
    statement: string | PreparedStatement,
    values?: readonly unknown[],
  ): Promise<QueryResult<Row>> {
    this.assertWorks();
    const answer = this.client.query<Row>(statement, values && [...values]);
    this.underWay = answer;
    try {
      return await answer;
    } catch (error) {
      throw this.classified(error);
    }
  }

  /** Runs a stream as a statement, until it has ended. */
  sendStream(stream: StatementStream): Promise<void> {
    const end = this.runStream(stream);
    this.underWay = end;
    return end;
  }

  /** Ends what is under way: a stream is cut, a statement is waited for. */
  async settle(): Promise<void> {
    this.openStream?.destroy();
    try {
      await this.underWay;
    } catch {
      // Whoever asked for it is told.
    }
  }

  /** PostgreSQL's word: `I` idle, `T` in a transaction, `E` in a failed one. */
  get status(): string | null {
    return this.client.getTransactionStatus();
  }

  /** Destroys the connection, and with it whatever is under way. */
  cut(reason: Error): void {
    this.fault ??= reason;
    this.release();
  }

  /** Back to the pool; unless it is idle and sound it is destroyed. */
  release(): void {
    if (this.released) return;
    this.released = true;
    this.client.removeListener('error', this.onError);
    const reason = this.fault ?? (this.status === 'I' ? undefined : new Error('came back in a transaction'));
    this.client.release(reason);
  }

  /** @throws ConnectionLostError */
  assertWorks(): void {
    if (this.fault !== undefined) {
      throw new ConnectionLostError('the connection to PostgreSQL was lost', { cause: this.fault });
    }
  }

  /** Whoever reads may stop early, for whatever reason. Rows then stop coming; a COPY cannot be stopped. */
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

  /** Also a connection that is gone is an end: the stream on it may never hear of it. */
  private async endOf(stream: StatementStream): Promise<void> {
    let onEnd = (): void => undefined;
    const gone = new Promise<void>((resolve) => {
      onEnd = () => {
        this.fault ??= new Error('the connection was closed');
        resolve();
      };
    });
    this.client.once('end', onEnd);
    try {
      await Promise.race([finished(stream), gone]);
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
