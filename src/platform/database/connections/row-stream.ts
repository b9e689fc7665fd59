import { Connection } from 'pg';
import QueryStream from 'pg-query-stream';

type Done = (error?: Error | null) => void;

/**
 * The rows of a statement. It ends with its connection: the library's own waits for ever for PostgreSQL to confirm that
 * the cursor is closed, when the connection was lost between two fetches.
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
