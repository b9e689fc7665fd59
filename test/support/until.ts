import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until `condition` holds.
 * @param fact what is waited for, for the message when it does not come
 * @param patience milliseconds
 */
export async function until(
  condition: () => boolean | Promise<boolean>,
  fact: string,
  patience = 50_000,
): Promise<void> {
  for (const end = performance.now() + patience; !(await condition()); await pause(25)) {
    if (performance.now() > end) throw new Error(`Waited ${patience} ms in vain until ${fact}`);
  }
}
