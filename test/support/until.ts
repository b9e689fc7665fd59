import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until `condition` holds.
 * @param fact what is waited for, for the message when it does not come
 * @param timeout milliseconds
 */
export async function until(
  condition: () => boolean | Promise<boolean>,
  fact: string,
  timeout = 50_000,
): Promise<void> {
  for (const end = performance.now() + timeout; !(await condition()); await pause(25)) {
    if (performance.now() > end) throw new Error(`Waited ${timeout} ms in vain until ${fact}`);
  }
}
