import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How long the event loop was held at most, in milliseconds. */
export interface Hold {
  readonly ms: number;
  /** The most that the loop itself computed at a stretch; the rest of a hold it waited for a core. NaN where Linux does not say. */
  readonly onCoreMs: number;
}

const RESOLUTION_MS = 5;

/** Watches the event loop of this process, from `start` to `stop`. */
export class EventLoopWatch {
  private readonly delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private timer: NodeJS.Timeout | undefined;
  private computed = NaN;
  private mostComputed = NaN;

  start(): void {
    this.delay.reset();
    this.delay.enable();
    this.computed = computedMs();
    this.mostComputed = Number.isNaN(this.computed) ? NaN : 0;
    clearInterval(this.timer);
    this.timer = setInterval(() => this.look(), RESOLUTION_MS);
  }

  stop(): Hold {
    clearInterval(this.timer);
    this.look();
    this.delay.disable();
    return { ms: this.delay.max / 1e6, onCoreMs: this.mostComputed };
  }

  private look(): void {
    const now = computedMs();
    this.mostComputed = Math.max(this.mostComputed, now - this.computed);
    this.computed = now;
  }
}

export function longestOf(holds: readonly Hold[]): Hold {
  return {
    ms: Math.max(...holds.map(({ ms }) => ms)),
    onCoreMs: Math.max(...holds.map(({ onCoreMs }) => onCoreMs)),
  };
}

export function describeHold({ ms, onCoreMs }: Hold): string {
  return `${ms.toFixed(0)} ms, at most ${onCoreMs.toFixed(0)} of them on the core`;
}

/** What the main thread has computed so far, in milliseconds: the first field of its `schedstat`, in nanoseconds. */
function computedMs(): number {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return NaN;
  }
}
