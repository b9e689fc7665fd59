import { ApiProperty } from '@nestjs/swagger';
import { BreakerState, ProviderFacts } from '../market-data';

class ClientUseDto {
  @ApiProperty({
    example: 'address:192.0.2.*',
    description: 'Addresses are shortened, unless configured otherwise.',
  })
  client: string;

  @ApiProperty({ type: 'integer', example: 1200, description: 'Requests of this hour, refused ones included' })
  requests: number;

  @ApiProperty({ type: 'integer', example: 17, description: 'Requests that were refused' })
  blocked: number;
}

export class RateLimitsDto {
  @ApiProperty({ description: 'Whether each instance counts on its own, because Redis is down' })
  degraded: boolean;

  @ApiProperty({ type: [ClientUseDto] })
  clients: ClientUseDto[];
}

const MILLISECONDS = { type: 'number', nullable: true, description: 'Milliseconds, at most 10 % too high' } as const;

class ClientHitsDto {
  @ApiProperty({
    example: 'address:192.0.2.*',
    description: '`others`: all clients beyond the number that is counted one by one',
  })
  client: string;

  @ApiProperty({ type: 'integer', example: 17 })
  hits: number;
}

class WindowSummaryDto {
  @ApiProperty({ type: 'integer', enum: [1, 5, 60], description: 'The length of the window in minutes' })
  minutes: number;

  @ApiProperty({ type: 'integer', description: 'Requests for /health and /metrics are not counted, here and below' })
  requests: number;

  @ApiProperty({
    type: 'number',
    nullable: true,
    description: 'Share of the transactions that were rolled back. A retried transaction counts once, by its outcome',
  })
  rollbackRate: number | null;

  @ApiProperty({ type: 'integer', description: 'Requests that a limit refused' })
  limitHits: number;

  @ApiProperty({
    type: [ClientHitsDto],
    description: 'The same by client: the 20 clients with the most refused requests',
  })
  limitHitsByClient: readonly ClientHitsDto[];

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'number' },
    description: 'Share of the requests that ended in an error, by category',
    example: { not_found: 0.01 },
  })
  errorRateByCategory: Readonly<Record<string, number>>;

  @ApiProperty(MILLISECONDS)
  p50: number | null;

  @ApiProperty(MILLISECONDS)
  p95: number | null;

  @ApiProperty(MILLISECONDS)
  p99: number | null;

  @ApiProperty({ type: 'number', description: 'The largest share of a pool that was in use at once' })
  highestPoolUsage: number;

  @ApiProperty({ type: 'integer', description: 'Callers whose wait for a connection timed out' })
  poolTimeouts: number;
}

class PoolDto {
  @ApiProperty({ enum: ['write', 'read', 'second'] })
  pool: string;

  @ApiProperty({ type: 'integer' })
  size: number;

  @ApiProperty({ type: 'integer' })
  open: number;

  @ApiProperty({ type: 'integer' })
  used: number;

  @ApiProperty({ type: 'integer', description: 'Callers that wait for a connection' })
  waiting: number;

  @ApiProperty({ type: 'integer', description: 'Callers whose wait timed out, since the start' })
  timeouts: number;
}

export class SummaryDto {
  @ApiProperty({ type: [WindowSummaryDto], description: 'Of the instance that responds' })
  windows: WindowSummaryDto[];

  @ApiProperty({ type: [PoolDto], description: 'Now, of the instance that responds' })
  pools: PoolDto[];

  @ApiProperty({ type: [ClientUseDto], description: 'The busiest clients of this hour, of all instances' })
  clients: ClientUseDto[];
}

class ProviderDto {
  @ApiProperty({ example: 'twelvedata' })
  name: string;

  @ApiProperty({
    enum: ['closed', 'half_open', 'open'],
    description: 'open: the vendor failed too often and is not called',
  })
  breaker: BreakerState;

  @ApiProperty({
    type: 'integer',
    example: 120,
    description: 'Calls since the start of this process, retries included',
  })
  tries: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { timeout: 2 },
    description: 'Failed calls, by category',
  })
  failures: Record<string, number>;

  @ApiProperty({ type: 'integer', example: 2 })
  retries: number;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-01-02T22:10:05.120Z' })
  lastSuccessAt: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  lastFailureAt: string | null;
}

/** What a provider says of all that it delivers. */
export class ProviderFactsDto {
  @ApiProperty({ example: 'twelvedata' })
  name: string;

  @ApiProperty({
    enum: ['none', 'splits', 'splits_and_dividends'],
    description: 'What older closes are adjusted for',
  })
  adjustment: ProviderFacts['adjustment'];

  @ApiProperty({ example: 'America/New_York', description: 'The time zone of its days' })
  timeZone: string;

  @ApiProperty({ example: 'USD', description: 'The currency of prices, unless the asset or the symbol names another' })
  currency: string;

  @ApiProperty({
    type: String,
    format: 'date',
    nullable: true,
    example: '2018-01-02',
    description: 'The first day that it has. Null when that depends on the symbol',
  })
  historyFrom: string | null;
}

export class ProvidersDto {
  @ApiProperty({
    type: [String],
    example: ['twelvedata', 'csv'],
    description: 'All providers, in the order in which they are asked',
  })
  order: string[];

  @ApiProperty({ type: [ProviderFactsDto], description: 'Facts about the prices of each provider, in the same order' })
  facts: ProviderFactsDto[];

  @ApiProperty({
    type: [ProviderDto],
    description: 'The providers that are asked over the network, as this instance sees them',
  })
  providers: ProviderDto[];
}

export class TestAlertDto {
  @ApiProperty({ type: 'integer', example: 3, description: 'The id of the alert. It is sent after this response' })
  id: number;
}
