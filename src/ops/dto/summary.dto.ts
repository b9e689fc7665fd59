import { ApiProperty } from '@nestjs/swagger';
import { ClientUseDto } from './rate-limits.dto';

const MILLISECONDS = { type: 'number', nullable: true, description: 'Milliseconds, at most 10 % too high' } as const;

export class ClientHitsDto {
  @ApiProperty({ example: 'address:192.0.2.*', description: '`others`: all that were too many to be told apart' })
  client: string;

  @ApiProperty({ type: 'integer', example: 17 })
  hits: number;
}

export class WindowSummaryDto {
  @ApiProperty({ type: 'integer', enum: [1, 5, 60], description: 'Over how many of the last minutes' })
  minutes: number;

  @ApiProperty({ type: 'integer', description: 'Those for /health and /metrics are not counted, here and below' })
  requests: number;

  @ApiProperty({
    type: 'number',
    nullable: true,
    description: 'Share of the transactions that were not committed; a retried one counts by how it ended',
  })
  rollbackRate: number | null;

  @ApiProperty({ type: 'integer', description: 'Requests that a limit refused' })
  limitHits: number;

  @ApiProperty({ type: [ClientHitsDto], description: 'The same by client: the 20 that were refused most' })
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

  @ApiProperty({ type: 'number', description: 'Of the connections of a pool, the largest share in use at once' })
  highestPoolUsage: number;

  @ApiProperty({ type: 'integer', description: 'Callers that waited for a connection in vain' })
  poolTimeouts: number;
}

export class PoolDto {
  @ApiProperty({ enum: ['write', 'read', 'second'] })
  pool: string;

  @ApiProperty({ type: 'integer' })
  size: number;

  @ApiProperty({ type: 'integer' })
  open: number;

  @ApiProperty({ type: 'integer' })
  used: number;

  @ApiProperty({ type: 'integer', description: 'Callers in the queue' })
  waiting: number;

  @ApiProperty({ type: 'integer', description: 'Callers that waited in vain since the start' })
  timeouts: number;
}

export class SummaryDto {
  @ApiProperty({ type: [WindowSummaryDto], description: 'Of the instance that answers' })
  windows: WindowSummaryDto[];

  @ApiProperty({ type: [PoolDto], description: 'At this moment, of the instance that answers' })
  pools: PoolDto[];

  @ApiProperty({ type: [ClientUseDto], description: 'The busiest clients of this hour, of all instances' })
  clients: ClientUseDto[];
}
