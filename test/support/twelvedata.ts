import { Resilience, ResilienceSettings } from '../../src/market-data/resilience';
import { InProcessCreditBudget, Quota, WaitingClock } from '../../src/market-data/credit-budget';
import { TwelveDataHttpClient } from '../../src/market-data/twelvedata-client';
import { TwelveDataProvider } from '../../src/market-data/twelvedata-provider';

export const API_KEY = 'k3y-that-nobody-may-see';

/** Short pauses, and long timeouts for a machine that is busy with other tests. */
export const QUICK: ResilienceSettings = {
  totalTimeout: 30_000,
  tries: 2,
  tryTimeout: 20_000,
  firstPause: 5,
  breaker: { failureRate: 0.5, window: 10_000, minimumTries: 1_000, openFor: 200, slow: 20_000 },
  concurrent: 2,
  queued: 10,
};

/** A clock that never makes anyone wait: it moves on instead, and notes by how much. */
export class LeapingClock implements WaitingClock {
  readonly waits: number[] = [];
  private time = Date.parse('2024-03-05T15:00:10Z');

  now(): number {
    return this.time;
  }

  wait(milliseconds: number): Promise<void> {
    this.waits.push(milliseconds);
    this.time += milliseconds;
    return Promise.resolve();
  }
}

export interface TwelveDataUnderTest {
  readonly provider: TwelveDataProvider;
  readonly resilience: Resilience;
  readonly clock: LeapingClock;
  close(): Promise<void>;
}

export function twelveDataAt(
  url: string,
  settings: Partial<ResilienceSettings> = {},
  quota: Quota = { perMinute: 8, perDay: 800 },
): TwelveDataUnderTest {
  const http = new TwelveDataHttpClient(url, API_KEY);
  const resilience = new Resilience('twelvedata', { ...QUICK, ...settings });
  const clock = new LeapingClock();
  const provider = new TwelveDataProvider(http, new InProcessCreditBudget(quota, clock), resilience);
  return { provider, resilience, clock, close: () => http.close() };
}
