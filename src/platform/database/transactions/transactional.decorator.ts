import { Propagation, TransactionHost } from '@nestjs-cls/transactional';
import { copyMethodMetadata } from 'nestjs-cls';
import { currentScope } from './connection-context';
import { TransactionScope } from './transaction-scope';
import { TransactionAdapter } from './transaction.adapter';
import { NamedTransactionOptions, TransactionOptions } from './transaction.options';

type Method = (...values: unknown[]) => Promise<unknown>;

/**
 * The method runs in a transaction: in the open one, or in its own, as `propagation` says (Required unless given).
 * It commits when the method returns and rolls back when it throws. A method that has joined a transaction and throws
 * dooms that transaction, even if its caller catches the error; with Propagation.Nested only its own part is undone.
 * The library's decorator does not see joined methods, so this one asks the library's host itself.
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
  const outer = currentScope();
  const part = outer === undefined ? work : () => watched(outer, work);
  if (propagation !== Propagation.RequiresNew) outer?.assertIsAs(options);
  if (opens(propagation, outer)) return host.withTransaction(propagation, options, part);
  const { [options.operation]: named } = { [options.operation]: () => part() };
  return host.withTransaction(propagation, named ?? part);
}

/** Where the options matter; the library warns where they do not. */
function opens(propagation: Propagation, outer: TransactionScope | undefined): boolean {
  if (propagation === Propagation.Required) return outer === undefined;
  return propagation === Propagation.RequiresNew || propagation === Propagation.Nested;
}

/** Dooms the scope outside if that is also the scope inside, and the work fails. */
async function watched(outer: TransactionScope, work: () => Promise<unknown>): Promise<unknown> {
  const joined = currentScope() === outer ? outer : undefined;
  try {
    return await work();
  } catch (error) {
    joined?.failsWith(error);
    throw error;
  }
}
