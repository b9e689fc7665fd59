import { Injectable } from '@nestjs/common';
import { BreakerState, MarketData, UpstreamEvent } from '../../market-data';

export type TryEvent = Extract<UpstreamEvent, { kind: 'try' }>;

/** What was seen of one vendor since this process began. Instants are ISO 8601 in UTC. */
export interface UpstreamReport {
  readonly name: string;
  readonly breaker: BreakerState;
  readonly tries: number;
  readonly failures: Readonly<Record<string, number>>;
  readonly retries: number;
  readonly lastSuccessAt: string | null;
  readonly lastFailureAt: string | null;
}

interface Seen {
  tries: number;
  failures: Record<string, number>;
  retries: number;
  lastSuccessAt: string | null;
  lastFailureAt: string | null;
}

/** Watches the vendors that are asked over the network. */
@Injectable()
export class Upstreams {
  readonly names: readonly string[];
  private readonly seen = new Map<string, Seen>();

  constructor(private readonly marketData: MarketData) {
    this.names = [...marketData.upstreams.keys()];
    for (const [name, upstream] of marketData.upstreams) {
      const seen = { tries: 0, failures: {}, retries: 0, lastSuccessAt: null, lastFailureAt: null };
      this.seen.set(name, seen);
      upstream.subscribe((event) => count(seen, event));
    }
  }

  breakerOf(name: string): BreakerState {
    return this.marketData.upstreams.get(name)?.breakerState() ?? 'closed';
  }

  subscribe(listener: (name: string, event: UpstreamEvent) => void): void {
    for (const [name, upstream] of this.marketData.upstreams) upstream.subscribe((event) => listener(name, event));
  }

  report(): UpstreamReport[] {
    return [...this.seen].map(([name, seen]) => ({ name, breaker: this.breakerOf(name), ...seen }));
  }
}

function count(seen: Seen, event: UpstreamEvent): void {
  if (event.kind === 'retry') seen.retries++;
  if (event.kind !== 'try') return;
  seen.tries++;
  const now = new Date().toISOString();
  if (event.outcome === 'success') return void (seen.lastSuccessAt = now);
  seen.lastFailureAt = now;
  seen.failures[event.outcome] = (seen.failures[event.outcome] ?? 0) + 1;
}
