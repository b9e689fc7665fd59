import { TransactionalAdapter, TransactionalAdapterOptions } from '@nestjs-cls/transactional';
import { TransactionManager } from './transaction-manager';
import { TransactionScope } from './transaction-scope';
import { NamedTransactionOptions } from './transaction.options';

type Work = () => Promise<unknown>;
type SetScope = (scope?: TransactionScope) => void;
type Options = TransactionalAdapterOptions<TransactionScope | undefined, NamedTransactionOptions>;

/** Connects the library, which decides about propagation, with what opens and nests transactions here. */
export class TransactionAdapter implements TransactionalAdapter<
  TransactionManager,
  TransactionScope | undefined,
  NamedTransactionOptions
> {
  readonly connectionToken = TransactionManager;
  readonly supportsTransactionProxy = false;

  optionsFactory(manager: TransactionManager): Options {
    return {
      wrapWithTransaction: (options, work: Work, setScope: SetScope) => manager.run(options, work, setScope),
      wrapWithNestedTransaction: (options, work: Work, setScope: SetScope, outer) => {
        if (outer === undefined) return manager.run(options, work, setScope);
        return outer.nest(options.operation, (scope) => {
          setScope(scope);
          return work();
        });
      },
      getFallbackInstance: () => undefined,
    };
  }
}
