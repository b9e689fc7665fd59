import { ApiProperty } from '@nestjs/swagger';
import { BreakerState } from '../../market-data';
import { RunRecord } from '../../runs';

const BREAKER_STATES: readonly BreakerState[] = ['closed', 'open', 'half_open'];

const maybe = { nullable: true, type: String } as const;

export class TableDto {
  @ApiProperty({ example: 52_252 })
  count: number;
  @ApiProperty({ enum: ['OK', 'EMPTY'] })
  status: 'OK' | 'EMPTY';
  @ApiProperty({ ...maybe, required: false, format: 'date', description: 'Only for tables that have a date' })
  earliest_date?: string | null;
  @ApiProperty({ ...maybe, required: false, format: 'date' })
  latest_date?: string | null;
}

export class DatabaseStatusDto {
  @ApiProperty({ format: 'date-time' })
  timestamp: string;
  @ApiProperty({ type: 'object', additionalProperties: { $ref: '#/components/schemas/TableDto' } })
  tables: Readonly<Record<string, TableDto>>;
  @ApiProperty({ description: 'Whether the index has levels' })
  simulation_ready: boolean;
  @ApiProperty()
  message: string;
}

class AssetsStatusDto {
  @ApiProperty({ example: 14 })
  count: number;
  @ApiProperty({ description: "Whether the index's benchmark has prices" })
  has_benchmark: boolean;
}

class PricesStatusDto {
  @ApiProperty({ ...maybe, format: 'date' })
  latest_date: string | null;
  @ApiProperty({ nullable: true, type: Number, description: 'Calendar days' })
  days_old: number | null;
  @ApiProperty({ description: 'Whether a session has been completed since' })
  needs_update: boolean;
}

export class RefreshStatusDto {
  @ApiProperty()
  assets: AssetsStatusDto;
  @ApiProperty()
  prices: PricesStatusDto;
  @ApiProperty()
  recommendation: string;
}

class CacheStatsDto {
  @ApiProperty({ example: 12, description: 'Keys' })
  total_entries: number;
  @ApiProperty({ example: '1.21M', required: false })
  memory_usage?: string;
  @ApiProperty({ example: '1.21M', required: false })
  memory_used?: string;
  @ApiProperty({ example: 3, required: false })
  connected_clients?: number;
  @ApiProperty({ example: 0.8, required: false, description: 'A fraction' })
  hit_rate?: number;
  @ApiProperty({ example: 0.2, required: false, description: 'A fraction' })
  miss_rate?: number;
}

export class CacheStatusDto {
  @ApiProperty({ enum: ['connected', 'disconnected'] })
  status: 'connected' | 'disconnected';
  @ApiProperty()
  message: string;
  @ApiProperty({ format: 'date-time' })
  timestamp: string;
  @ApiProperty()
  stats: CacheStatsDto;
}

export class ProviderStatusDto {
  @ApiProperty({ enum: ['connected', 'error', 'not_configured'] })
  status: 'connected' | 'error' | 'not_configured';
  @ApiProperty()
  message: string;
  @ApiProperty({ format: 'date-time' })
  timestamp: string;
  @ApiProperty({ enum: BREAKER_STATES, required: false, description: 'State of the circuit breaker of the vendor' })
  breaker?: BreakerState;
}

export class InvalidationDto {
  @ApiProperty({ enum: ['success'] })
  status: 'success';
  @ApiProperty({ example: 0 })
  invalidated_count: number;
  @ApiProperty({ example: 'index' })
  pattern: string;
  @ApiProperty()
  message: string;
}

const RECALCULATION_STATES = ['success', 'error', 'running'] as const;

export class RecalculationDto {
  @ApiProperty({ enum: RECALCULATION_STATES, description: 'running: it goes on in the background' })
  status: (typeof RECALCULATION_STATES)[number];
  @ApiProperty({ example: '12' })
  task_id: string;
  @ApiProperty({ example: 'The index is computed: 0 values have changed' })
  message: string;
  @ApiProperty({ required: false, description: 'What the web app shows unless status is success' })
  error?: string;
}

export function toRecalculationDto({ id, status, counts, errorDetail }: RunRecord): RecalculationDto {
  const task_id = String(id);
  if (status === 'succeeded') {
    return {
      status: 'success',
      task_id,
      message: `The index is computed: ${counts['indexValues'] ?? 0} values have changed`,
    };
  }
  const goesOn = `The computation goes on in the background: task ${id}`;
  const message = status === 'running' ? goesOn : (errorDetail ?? 'The computation failed');
  return { status: status === 'running' ? 'running' : 'error', task_id, message, error: message };
}

class TestStepDto {
  @ApiProperty({ example: 'provider' })
  name: string;
  @ApiProperty({ enum: ['SUCCESS', 'FAILED'] })
  status: 'SUCCESS' | 'FAILED';
  @ApiProperty()
  message: string;
}

export class TestRefreshDto {
  @ApiProperty({ enum: ['SUCCESS', 'FAILED'] })
  overall_status: 'SUCCESS' | 'FAILED';
  @ApiProperty({ type: [TestStepDto] })
  steps: TestStepDto[];
}
