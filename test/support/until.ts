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
  for (const end = Date.now() + patience; Date.now() < end; await pause(25)) {
    if (await condition()) return;
  }
  throw new Error(`Waited ${patience} ms in vain until ${fact}`);
}
