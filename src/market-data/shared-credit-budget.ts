import Redis, { Cluster } from 'ioredis';
import { withTimeout } from '../platform/utils/timeout';
import { CreditBudget, InProcessCreditBudget, Quota, WaitingClock, waitOrRefuse } from './credit-budget';

/** No request waits for this, so it may be longer than the timeout of a rate limit. */
const REDIS_TIMEOUT_MS = 250;
const MINUTE = 60_000;
const DAY = 86_400_000;

/**
 * Spends credits if the minute and the day have enough and no pause is on.
 * KEYS minute, day, pause; ARGV credits, per minute, per day, now in ms.
 * Returns ms of pause left, 1 if the minute lacks credits, 1 if the day does; all 0: spent.
 */
const TAKE = `
local pause = tonumber(redis.call('GET', KEYS[3]) or '0') - tonumber(ARGV[4])
local minute = tonumber(redis.call('GET', KEYS[1]) or '0') + tonumber(ARGV[1]) > tonumber(ARGV[2])
local day = tonumber(redis.call('GET', KEYS[2]) or '0') + tonumber(ARGV[1]) > tonumber(ARGV[3])
if pause > 0 or minute or day then return { math.max(0, pause), minute and 1 or 0, day and 1 or 0 } end
redis.call('INCRBY', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[1], 120000)
redis.call('INCRBY', KEYS[2], ARGV[1])
redis.call('PEXPIRE', KEYS[2], 172800000)
return { 0, 0, 0 }`;

/** Raises a number to at least ARGV[1], for ARGV[2] ms. */
const AT_LEAST = `
if tonumber(redis.call('GET', KEYS[1]) or '0') < tonumber(ARGV[1]) then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
end
return 1`;

/** Adds what was spent without Redis. KEYS minute, day; ARGV for each. */
const ADD = `
redis.call('INCRBY', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[1], 120000)
redis.call('INCRBY', KEYS[2], ARGV[2])
redis.call('PEXPIRE', KEYS[2], 172800000)
return 1`;

interface Spent {
  readonly at: number;
  readonly credits: number;
}

/**
 * The quota over all instances, counted in Redis. While Redis is unreachable each instance spends its share, less what it
 * has spent in the current minute and day. What it spends then is added in Redis afterwards.
 */
export class SharedCreditBudget implements CreditBudget {
  /** No call is larger than a share, so that each is possible without Redis too. */
  readonly largestCall: number;
  private readonly share: InProcessCreditBudget;
  private unreported: Spent[] = [];

  constructor(
    private readonly name: string,
    private readonly redis: Redis | Cluster,
    private readonly quota: Quota,
    instances: number,
    private readonly clock: WaitingClock = new WaitingClock(),
  ) {
    const part = (all: number): number => Math.max(1, Math.floor(all / instances));
    this.share = new InProcessCreditBudget({ perMinute: part(quota.perMinute), perDay: part(quota.perDay) }, clock);
    this.largestCall = this.share.largestCall;
  }

  async take(credits: number, signal?: AbortSignal): Promise<void> {
    for (;;) {
      const delay = await this.takeShared(credits);
      if (delay === undefined) return this.takeShare(credits, signal);
      if (delay === 0) return this.share.spend(credits);
      await this.clock.wait(delay, signal);
    }
  }

  observe(leftThisMinute: number): void {
    this.share.observe(leftThisMinute);
    this.raise(this.minuteKey, this.quota.perMinute - leftThisMinute, 2 * MINUTE);
  }

  pause(milliseconds: number | undefined): void {
    this.share.pause(milliseconds);
    const now = this.clock.now();
    const lasts = milliseconds ?? MINUTE - (now % MINUTE);
    this.raise(this.pauseKey, now + lasts, Math.max(1, Math.ceil(lasts)));
  }

  endDay(): void {
    this.share.endDay();
    this.raise(this.dayKey, this.quota.perDay, 2 * DAY);
  }

  /** 0: spent; milliseconds to wait; undefined: Redis did not respond. */
  private async takeShared(credits: number): Promise<number | undefined> {
    const answer = await this.ask(credits);
    if (answer === undefined) return undefined;
    const [pause = 0, minuteIsOver = 0, dayIsOver = 0] = answer;
    return waitOrRefuse({ pause, minuteIsOver: minuteIsOver === 1, dayIsOver: dayIsOver === 1 }, this.clock.now());
  }

  private async ask(credits: number): Promise<number[] | undefined> {
    try {
      await this.reportUnreported();
      const keys = [this.minuteKey, this.dayKey, this.pauseKey];
      const { perMinute, perDay } = this.quota;
      const call = this.redis.eval(TAKE, 3, ...keys, credits, perMinute, perDay, this.clock.now());
      return (await withTimeout(call, REDIS_TIMEOUT_MS)) as number[];
    } catch {
      return undefined;
    }
  }

  private async takeShare(credits: number, signal: AbortSignal | undefined): Promise<void> {
    await this.share.take(credits, signal);
    this.unreported.push({ at: this.clock.now(), credits });
  }

  private async reportUnreported(): Promise<void> {
    if (this.unreported.length === 0) return;
    // Cleared before the call, so that a concurrent call does not report it too.
    const reported = this.unreported;
    this.unreported = [];
    const since = (span: number): number => {
      const begin = this.clock.now() - (this.clock.now() % span);
      return reported.reduce((sum, { at, credits }) => sum + (at >= begin ? credits : 0), 0);
    };
    const call = this.redis.eval(ADD, 2, this.minuteKey, this.dayKey, since(MINUTE), since(DAY));
    try {
      await withTimeout(call, REDIS_TIMEOUT_MS);
    } catch (error) {
      this.unreported = [...reported, ...this.unreported];
      throw error;
    }
  }

  /** Without Redis the value holds for this instance only. */
  private raise(key: string, value: number, lasts: number): void {
    this.redis.eval(AT_LEAST, 1, key, value, lasts).catch(() => undefined);
  }

  private get minuteKey(): string {
    return `{credits:${this.name}}:minute:${Math.floor(this.clock.now() / MINUTE)}`;
  }

  private get dayKey(): string {
    return `{credits:${this.name}}:day:${Math.floor(this.clock.now() / DAY)}`;
  }

  private get pauseKey(): string {
    return `{credits:${this.name}}:pause`;
  }
}
