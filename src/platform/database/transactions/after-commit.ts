import { Logger } from '@nestjs/common';
import { Hook } from './transaction-scope';

const logger = new Logger('AfterCommit');

/**
 * Runs hooks one after the other. The data is stored by now: a hook that fails is logged, undoes nothing, keeps no other
 * from running, and its caller hears nothing of it. What must not be lost is written in the transaction instead.
 */
export async function runHooks(operation: string, hooks: readonly Hook[]): Promise<void> {
  for (const hook of hooks) {
    try {
      await hook();
    } catch (error) {
      logger.error(`a hook after the commit of ${operation} failed`, error instanceof Error ? error.stack : error);
    }
  }
}
