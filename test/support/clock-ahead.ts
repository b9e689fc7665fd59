import { join } from 'node:path';

const PRELOADED = join(__dirname, 'later-clock.js');

/** The environment of a process whose clock is so many days ahead; a negative count: behind. */
export function clockAhead(days: number): Record<string, string> {
  return { NODE_OPTIONS: `--require ${PRELOADED}`, CLOCK_DAYS_AHEAD: String(days) };
}
