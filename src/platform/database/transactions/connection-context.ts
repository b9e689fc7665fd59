import { TransactionalAdapter, TransactionHost } from '@nestjs-cls/transactional';
import { ClsServiceManager } from 'nestjs-cls';
import { SecondConnectionError, TransactionEndedError } from '../database.errors';
import { TransactionScope } from './transaction-scope';
import { TransactionUnit } from './transaction-unit';
import { NamedTransactionOptions } from './transaction.options';

type ScopeAdapter = TransactionalAdapter<unknown, TransactionScope | undefined, NamedTransactionOptions>;

/** Whose connection the calling code holds, also where Propagation.NotSupported has put the transaction aside. */
const HELD = Symbol('unit of the held connection');

/** The transaction that the calling code is in. It may be over: then its statements say so. */
export function currentScope(): TransactionScope | undefined {
  return TransactionHost.getInstance<ScopeAdapter>().tx;
}

/** The transaction or snapshot whose connection the calling code holds. */
export function heldUnit(): TransactionUnit | undefined {
  const unit: TransactionUnit | undefined = ClsServiceManager.getClsService().get(HELD);
  return unit;
}

/** Does the work as one that holds the connection of a unit. What branches off from it stays with that unit. */
export function holding<Result>(unit: TransactionUnit, work: () => Promise<Result>): Promise<Result> {
  const cls = ClsServiceManager.getClsService();
  return cls.runWith({ ...cls.get(), [HELD]: unit }, work);
}

/** Refuses a second connection. Enough callers that hold one and wait for another wait for ever. */
export function refuseSecondConnection(held: TransactionUnit): never {
  if (held.scope.isOver) throw new TransactionEndedError(`what belonged to ${held.operation} goes on after its end`);
  throw new SecondConnectionError(`${held.operation} holds a connection; it may not wait for another`);
}
