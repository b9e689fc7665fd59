import { Injectable } from '@nestjs/common';
import { MarketData } from '../../market-data';
import { toAppError } from '../../platform/errors';
import { RedisConnection } from '../../platform/redis';
import { Clock } from '../../platform/utils/clock';
import { withTimeout } from '../../platform/utils/timeout';
import { DryRunsService } from '../../refresh';
import { CacheStatusDto, ProviderStatusDto, TestRefreshDto } from './diagnostics.dto';

/** A frozen Redis keeps its connection open and never replies. */
const REDIS_TIMEOUT_MS = 1_000;
const VENDOR = 'twelvedata';

/** The state of Redis and of the market-data vendor, and a dry run of a refresh. */
@Injectable()
export class SystemStatusService {
  constructor(
    private readonly redis: RedisConnection,
    private readonly marketData: MarketData,
    private readonly dryRuns: DryRunsService,
    private readonly clock: Clock,
  ) {}

  /** Redis holds rate limits only. Responses are cached by data version, so none of them can be stale. */
  async cache(): Promise<CacheStatusDto> {
    const timestamp = this.timestamp();
    const { client } = this.redis;
    if (client === undefined) return { ...disconnected('Redis is not configured: single instance'), timestamp };
    try {
      const [entries, info] = await withTimeout(Promise.all([client.dbsize(), client.info()]), REDIS_TIMEOUT_MS);
      return { status: 'connected', message: 'Redis is connected', timestamp, stats: statisticsOf(entries, info) };
    } catch {
      return { ...disconnected('Redis does not respond: each instance applies rate limits alone'), timestamp };
    }
  }

  /** Reads the circuit breaker. A request to the vendor would cost a credit and could wait for one. */
  twelveData(): ProviderStatusDto {
    return { ...this.breakerStatus(), timestamp: this.timestamp() };
  }

  /** An error is part of the response. */
  async testRefresh(): Promise<TestRefreshDto> {
    try {
      const { counts } = await this.dryRuns.run({ allowPartial: true });
      const message = `A refresh would read ${counts['read'] ?? 0} prices, ${counts['new'] ?? 0} of them new`;
      return { overall_status: 'SUCCESS', steps: [{ name: 'dry run', status: 'SUCCESS', message }] };
    } catch (error) {
      const message = toAppError(error).detail;
      return { overall_status: 'FAILED', steps: [{ name: 'dry run', status: 'FAILED', message }] };
    }
  }

  private breakerStatus(): Omit<ProviderStatusDto, 'timestamp'> {
    const upstream = this.marketData.upstreams.get(VENDOR);
    if (upstream === undefined) {
      return { status: 'not_configured', message: `Prices come from ${this.marketData.names.join(', ')}` };
    }
    const breaker = upstream.breakerState();
    return breaker === 'closed'
      ? { status: 'connected', message: 'A refresh requests prices from Twelve Data', breaker }
      : { status: 'error', message: 'The circuit breaker of Twelve Data is open after repeated failures', breaker };
  }

  private timestamp(): string {
    return new Date(this.clock.now()).toISOString();
  }
}

function disconnected(message: string): Pick<CacheStatusDto, 'status' | 'message' | 'stats'> {
  return { status: 'disconnected', message, stats: { total_entries: 0 } };
}

/** @param info the reply of Redis' INFO. Rates cover all reads since Redis started and are absent before the first. */
function statisticsOf(entries: number, info: string): CacheStatusDto['stats'] {
  const fields = new Map([...info.matchAll(/^(\w+):(.*?)\r?$/gm)].map(([, name = '', value = '']) => [name, value]));
  const [hits, misses] = [Number(fields.get('keyspace_hits') ?? 0), Number(fields.get('keyspace_misses') ?? 0)];
  const memory = fields.get('used_memory_human');
  const clients = Number(fields.get('connected_clients'));
  const reads = hits + misses;
  return {
    total_entries: entries,
    ...(Number.isInteger(clients) ? { connected_clients: clients } : {}),
    ...(memory === undefined ? {} : { memory_usage: memory, memory_used: memory }),
    ...(reads > 0 ? { hit_rate: hits / reads, miss_rate: misses / reads } : {}),
  };
}
