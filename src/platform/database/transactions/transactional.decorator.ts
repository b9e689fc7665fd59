import {
  TransactionalAdapter,
  TransactionalAdapterOptions,
  Propagation,
  TransactionHost,
} from '@nestjs-cls/transactional';
import { copyMethodMetadata } from 'nestjs-cls';
import { TransactionManager, currentTransaction } from './transaction-manager';
import { LogicalTransaction } from './logical-transaction';
import { TransactionOptions } from '../connections/sql';
import { NamedTransactionOptions } from './physical-transaction';

type Work = () => Promise<unknown>;
type SetTransaction = (transaction?: LogicalTransaction) => void;
type Options = TransactionalAdapterOptions<LogicalTransaction | undefined, NamedTransactionOptions>;

/** Connects the library, which decides about propagation, with the transaction manager. */
export class TransactionAdapter implements TransactionalAdapter<
  TransactionManager,
  LogicalTransaction | undefined,
  NamedTransactionOptions
> {
  readonly connectionToken = TransactionManager;
  readonly supportsTransactionProxy = false;

  optionsFactory(manager: TransactionManager): Options {
    return {
      wrapWithTransaction: (options, work: Work, setTransaction: SetTransaction) =>
        manager.run(options, work, setTransaction),
      wrapWithNestedTransaction: (options, work: Work, setTransaction: SetTransaction, outer) => {
        if (outer === undefined) return manager.run(options, work, setTransaction);
        return outer.nest(options.operation, (part) => {
          setTransaction(part);
          return work();
        });
      },
      getFallbackInstance: () => undefined,
    };
  }
}

type Method = (...values: unknown[]) => Promise<unknown>;

/**
 * Runs the method in a transaction: the open one or a new one, as `propagation` says (Required by default). It commits
 * when the method returns and rolls back when it throws. A method that joined a transaction and throws makes it
 * rollback-only, even if the caller catches the error. With Propagation.Nested only the method's part is rolled back.
 * The library's decorator does not see joined methods, so this one calls the library's host.
 */
export function Transactional(propagation?: Propagation, options?: TransactionOptions): MethodDecorator;
export function Transactional(options: TransactionOptions): MethodDecorator;
export function Transactional(
  first: Propagation | TransactionOptions = Propagation.Required,
  second: TransactionOptions = {},
): MethodDecorator {
  const [propagation, options] = typeof first === 'string' ? [first, second] : [Propagation.Required, first];
  return (target, key, descriptor) => {
    const method = descriptor.value as Method | undefined;
    if (typeof method !== 'function') throw new TypeError(`@Transactional() is for methods; ${String(key)} is none`);
    const named = { ...options, operation: `${target.constructor.name}.${String(key)}` };
    const wrapped = async function (this: unknown, ...values: unknown[]): Promise<unknown> {
      return await propagate(propagation, named, () => method.apply(this, values));
    };
    copyMethodMetadata(method, wrapped);
    Object.assign(descriptor, { value: wrapped });
  };
}

function propagate(
  propagation: Propagation,
  options: NamedTransactionOptions,
  work: () => Promise<unknown>,
): Promise<unknown> {
  const host = TransactionHost.getInstance<TransactionAdapter>();
  const outer = currentTransaction();
  const part = outer === undefined ? work : () => markingRollbackOnly(outer, work);
  if (propagation !== Propagation.RequiresNew) outer?.assertCompatible(options);
  if (opens(propagation, outer)) return host.withTransaction(propagation, options, part);
  const { [options.operation]: named } = { [options.operation]: () => part() };
  return host.withTransaction(propagation, named ?? part);
}

/** Whether a transaction or savepoint is opened. The library warns about options where none is. */
function opens(propagation: Propagation, outer: LogicalTransaction | undefined): boolean {
  if (propagation === Propagation.Required) return outer === undefined;
  return propagation === Propagation.RequiresNew || propagation === Propagation.Nested;
}

/** Marks the outer transaction rollback-only if the work has joined it and fails. */
async function markingRollbackOnly(outer: LogicalTransaction, work: () => Promise<unknown>): Promise<unknown> {
  const joined = currentTransaction() === outer ? outer : undefined;
  try {
    return await work();
  } catch (error) {
    joined?.markRollbackOnly(error);
    throw error;
  }
}
