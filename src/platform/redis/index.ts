export { RedisConnection, RedisModule } from './redis-connection';
