import { ApiProperty } from '@nestjs/swagger';
import { QueryBoolean, QueryInteger, Unprocessable } from '../../platform/http';
import { FREQUENCIES, Frequency, StrategyConfiguration } from './strategy-configuration';

export class StrategyDto implements StrategyConfiguration {
  @ApiProperty({ example: 0.4, description: 'The three weights: 0 to 1, their sum 1' })
  momentum_weight: number;
  @ApiProperty({ example: 0.3 })
  market_cap_weight: number;
  @ApiProperty({ example: 0.3 })
  risk_parity_weight: number;
  @ApiProperty({ example: 1, description: '0.01 to 1000000, in the currency of the closes' })
  min_price_threshold: number;
  @ApiProperty({ example: 0.5, description: 'A fraction, 0.01 to 10' })
  max_daily_return: number;
  @ApiProperty({ example: -0.5, description: 'A fraction, -10 to -0.01' })
  min_daily_return: number;
  @ApiProperty({ example: 2, description: '0 to 30' })
  max_forward_fill_days: number;
  @ApiProperty({ example: 3, description: '1 to 10 standard deviations' })
  outlier_std_threshold: number;
  @ApiProperty({ example: -0.01, description: 'A fraction, -1 to 0' })
  daily_drop_threshold: number;
  @ApiProperty({ enum: FREQUENCIES })
  rebalance_frequency: Frequency;
  @ApiProperty({ nullable: true, type: String, format: 'date', description: 'The newest rebalance day' })
  last_rebalance: string | null;
  @ApiProperty({ description: 'Whether the last change was an adjustment by a machine' })
  ai_adjusted: boolean;
  @ApiProperty({ nullable: true, type: String })
  ai_adjustment_reason: string | null;
  @ApiProperty({ nullable: true, type: Number, example: 0.8, description: '0 to 1' })
  ai_confidence_score: number | null;
  @ApiProperty({ nullable: true, type: String, format: 'date-time' })
  updated_at: string | null;
  @ApiProperty({ description: 'Whether the published index is computed with this; false while a job is at it' })
  applied: boolean;
}

export const STRATEGY_HISTORY = {
  type: 'object',
  required: ['history'],
  properties: { history: { type: 'array', items: { type: 'object', additionalProperties: true } } },
};

export class StrategyAnswerDto {
  @ApiProperty({ example: 'Strategy configuration updated; the index is being computed in the background' })
  message: string;
  @ApiProperty()
  config: StrategyDto;
  @ApiProperty({ nullable: true, type: String, description: 'The job, for /background/status; null: none was wanted' })
  task_id: string | null;
  @ApiProperty({ type: [String], description: 'Fields that were sent and that no computation knows' })
  ignored: readonly string[];
}

@Unprocessable()
export class RecomputeQuery {
  @QueryBoolean({ default: true, description: 'Whether to compute the index with it at once, in the background' })
  recompute: boolean = true;
}

@Unprocessable()
export class ForceQuery {
  @QueryBoolean({ default: false, description: 'Without effect: when to rebalance is the calendar of the method' })
  force: boolean = false;
}

@Unprocessable()
export class HistoryQuery {
  @QueryInteger(1, 1_000, { default: 100 })
  limit: number = 100;
}

export class JobStartedDto {
  @ApiProperty({ example: '12', description: 'For /background/status' })
  task_id: string;
  @ApiProperty({ enum: ['started'] })
  status: 'started';
  @ApiProperty()
  message: string;
}
