import { Injectable } from '@nestjs/common';
import { withTimeout } from '../../platform/utils/timeout';
import { RedisConnection } from '../../platform/redis';
import { Clock } from '../../platform/utils/clock';
import { CacheStatusDto } from './diagnostics.dto';

/** A Redis that is frozen keeps its connection, and never answers. */
const PATIENCE_MS = 1_000;

/** What Redis says of itself. It holds limits; answers are cached by the version of the data, so none can be stale. */
@Injectable()
export class CacheStatusService {
  constructor(
    private readonly redis: RedisConnection,
    private readonly clock: Clock,
  ) {}

  async status(): Promise<CacheStatusDto> {
    const timestamp = new Date(this.clock.now()).toISOString();
    const { client } = this.redis;
    if (client === undefined) return { ...away('No Redis is configured: this is one instance'), timestamp };
    try {
      const [entries, info] = await withTimeout(Promise.all([client.dbsize(), client.info()]), PATIENCE_MS);
      return { status: 'connected', message: 'Redis is connected', timestamp, stats: statsOf(entries, info) };
    } catch {
      return { ...away('Redis does not answer: limits hold for each instance by itself'), timestamp };
    }
  }
}

function away(message: string): Pick<CacheStatusDto, 'status' | 'message' | 'stats'> {
  return { status: 'disconnected', message, stats: { total_entries: 0 } };
}

/** Rates are those of all reads since Redis started; left out before the first. */
function statsOf(entries: number, info: string): CacheStatusDto['stats'] {
  const told = new Map([...info.matchAll(/^(\w+):(.*?)\r?$/gm)].map(([, name = '', value = '']) => [name, value]));
  const [hits, misses] = [Number(told.get('keyspace_hits') ?? 0), Number(told.get('keyspace_misses') ?? 0)];
  const memory = told.get('used_memory_human');
  const clients = Number(told.get('connected_clients'));
  const reads = hits + misses;
  return {
    total_entries: entries,
    ...(Number.isInteger(clients) ? { connected_clients: clients } : {}),
    ...(memory === undefined ? {} : { memory_usage: memory, memory_used: memory }),
    ...(reads > 0 ? { hit_rate: hits / reads, miss_rate: misses / reads } : {}),
  };
}
