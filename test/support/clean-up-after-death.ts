import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { join } from 'node:path';

/** What must not outlive this process. */
export interface Leftovers {
  readonly pids?: readonly number[];
  readonly folders?: readonly string[];
  /** Folders that a file system is mounted on; it goes first. */
  readonly mounts?: readonly string[];
  /** Every database of this server whose name starts with `prefix`. */
  readonly databases?: { readonly url: string; readonly prefix: string };
}

let cleaner: Socket | undefined;

/** Sees to it that `leftovers` go when this process ends, even by SIGKILL. */
export function cleanUpAfterDeath(leftovers: Leftovers): void {
  tell({ add: leftovers });
}

/** These processes have ended: other processes may get their ids soon. */
export function forgetEnded(...pids: readonly number[]): void {
  tell({ forget: pids });
}

function tell(message: object): void {
  cleaner ??= startCleaner();
  cleaner.write(`${JSON.stringify(message)}\n`);
}

function startCleaner(): Socket {
  const child = spawn(process.execPath, [join(__dirname, 'cleaner.js')], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  child.unref();
  const input = child.stdin;
  if (!(input instanceof Socket)) throw new Error('The cleaner has no standard input');
  // The open pipe is what the cleaner watches; it must not keep this process alive.
  input.unref();
  return input;
}
