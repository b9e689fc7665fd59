import { ThrottlerStorageRedisService } from '@nest-lab/throttler-storage-redis';
import Redis, { Cluster } from 'ioredis';

/**
 * Keeps the times of the admitted requests of the last window, oldest first, by the clock of Redis. Refused requests
 * are not stored, so that a client that keeps trying is admitted as soon as its budget returns.
 * KEYS[1] list; ARGV[2] window in ms, ARGV[3] limit. Returns hits, ms until the oldest expires, 1 if refused, ms to wait.
 */
const SLIDING_LOG = `
local key = KEYS[1]
local window = tonumber(ARGV[2])
local limit = tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local oldest = redis.call('LINDEX', key, 0)
while oldest and tonumber(oldest) <= now - window do
  redis.call('LPOP', key)
  oldest = redis.call('LINDEX', key, 0)
end
local hits = redis.call('LLEN', key)
if hits >= limit then
  -- A limit of 0 only reads: the oldest leaves next, if there is one.
  local leaving = tonumber(redis.call('LINDEX', key, limit == 0 and 0 or hits - limit) or now - window)
  local wait = leaving + window - now
  return { hits + 1, wait, 1, wait }
end
redis.call('RPUSH', key, now)
redis.call('PEXPIRE', key, window)
return { hits + 1, tonumber(oldest or now) + window - now, 0, 0 }
`.trim();

/**
 * The storage of nest-lab with another script. Its own script counts in fixed windows, which admit twice the limit
 * around the end of a window. Its keys have a hash tag, as Redis Cluster requires.
 */
export class SlidingLogStorage extends ThrottlerStorageRedisService {
  constructor(redis: Redis | Cluster) {
    if (redis instanceof Cluster) super(redis);
    else super(redis);
    this.scriptSrc = SLIDING_LOG;
  }
}
