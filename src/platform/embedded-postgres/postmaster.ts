import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** A running server, by what it writes into its own folder. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

const PORT_LINE = 3;

/** Undefined when none runs: no pid file, or one that a server left behind when it was killed. */
export function findPostmaster(data: string): Postmaster | undefined {
  const lines = readLines(join(data, 'postmaster.pid'));
  const postmaster = { pid: Number(lines[0]), port: Number(lines[PORT_LINE]) };
  return postmaster.pid > 0 && isServerOf(postmaster.pid, data) ? postmaster : undefined;
}

/** Fast, which lets nobody finish but loses nothing; after eight seconds immediate, which recovers at the next start. */
export async function stopPostmaster(pid: number, data: string): Promise<void> {
  for (const [signal, patience] of [
    ['SIGINT', 10_000],
    ['SIGQUIT', 3_000],
    ['SIGKILL', 2_000],
  ] as const) {
    if (!send(pid, signal)) return;
    if (await isGone(pid, data, patience)) return;
  }
}

async function isGone(pid: number, data: string, patience: number): Promise<boolean> {
  for (const end = Date.now() + patience; Date.now() < end; await pause(20)) {
    if (!isServerOf(pid, data)) return true;
  }
  return false;
}

/** Whether `pid` lives and is not another program that was given the number of a dead server. */
function isServerOf(pid: number, data: string): boolean {
  if (!send(pid, 0)) return false;
  if (!existsSync('/proc/self')) return true;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(data);
  } catch {
    return false;
  }
}

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch {
    return [];
  }
}
