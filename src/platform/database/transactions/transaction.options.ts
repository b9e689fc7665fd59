export type IsolationLevel = 'read committed' | 'repeatable read' | 'serializable';

/** How a transaction is opened; what is not said comes from the configuration. Times are milliseconds. */
export interface TransactionOptions {
  /** `read committed` unless said. */
  readonly isolation?: IsolationLevel;
  readonly readOnly?: boolean;
  readonly statementTimeout?: number;
  readonly lockTimeout?: number;
  /**
   * With `Propagation.RequiresNew` inside a transaction, which then holds two connections: the new one comes from a
   * small pool of its own, so that the outer ones cannot wait for each other.
   */
  readonly pool?: 'second';
}

/** The options, and whom they are for: `Class.method`. */
export interface NamedTransactionOptions extends TransactionOptions {
  readonly operation: string;
}

/** Longer names PostgreSQL cuts by itself. */
const LONGEST_NAME = 63;

/**
 * What opens a transaction as `options` say, in one round trip. `name` is the one under which the server shows it
 * (`application_name` in pg_stat_activity and in its log) until it ends; undefined: that of its pool.
 */
export function beginStatement(options: TransactionOptions, name?: string): string {
  const isolation = (options.isolation ?? 'read committed').toUpperCase();
  const begin = `BEGIN ISOLATION LEVEL ${isolation} ${options.readOnly === true ? 'READ ONLY' : 'READ WRITE'}`;
  const limits = setting('statement_timeout', options.statementTimeout) + setting('lock_timeout', options.lockTimeout);
  if (name === undefined) return begin + limits;
  return `${begin}${limits}; SET LOCAL application_name = '${plain(name).slice(0, LONGEST_NAME)}'`;
}

function setting(name: string, milliseconds: number | undefined): string {
  return milliseconds === undefined ? '' : `; SET LOCAL ${name} = ${Math.round(milliseconds)}`;
}

/** Names hold ids that clients send. */
function plain(text: string): string {
  return text.replace(/[^\w. -]/g, '');
}
