import { ApiPropertyOptional, ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { ValidateBy, IsObject, ValidateIf, ValidateNested } from 'class-validator';
import { AppError } from '../../platform/errors';
import {
  BodyDecimal,
  BodyInteger,
  QueryBoolean,
  QueryEnum,
  QueryInteger,
  QueryText,
  TakesOtherFields,
  Unprocessable,
  field,
} from '../../platform/http';
import { FREQUENCIES, Frequency, StrategyConfiguration } from './strategy-configuration';

/** The form shows weights with three decimals. The method scales them to 1. */
const TOLERANCE = 0.001;
const ROUNDING = 1e-9;

/** Validates that the weight and `others` sum to 1. Valid when one of them is missing. */
function SumsToOne(...others: readonly [string, ...string[]]): PropertyDecorator {
  const sumOf = (value: unknown, owner: object | undefined): number =>
    [value, ...others.map((other): unknown => owner && Reflect.get(owner, other))]
      .map((weight) => (typeof weight === 'number' ? weight : Number.NaN))
      .reduce((sum, weight) => sum + weight, 0);
  return ValidateBy({
    name: 'sumsToOne',
    validator: {
      validate: (value, context) => !(Math.abs(sumOf(value, context?.object) - 1) > TOLERANCE + ROUNDING),
      defaultMessage: (context) => {
        const sum = Number(sumOf(context?.value, context?.object).toFixed(6));
        return `${['$property', ...others].join(', ').replace(/, (\w+)$/, ' and $1')} must sum to 1, not to ${sum}`;
      },
    },
  });
}

const lowerCase = ({ value }: { value: unknown }): unknown => (typeof value === 'string' ? value.toLowerCase() : value);

/** Fields of a strategy; omitted ones keep their values. The web app also sends back the other fields of the response. */
@Unprocessable()
@TakesOtherFields()
export class StrategyBody implements Partial<StrategyConfiguration> {
  @SumsToOne('market_cap_weight', 'risk_parity_weight')
  @BodyDecimal(0, 1, { optional: true, example: 0.4, description: 'The three weights sum to 1' })
  momentum_weight?: number;

  @BodyDecimal(0, 1, { optional: true, example: 0.3 })
  market_cap_weight?: number;

  @BodyDecimal(0, 1, { optional: true, example: 0.3 })
  risk_parity_weight?: number;

  @BodyDecimal(0.01, 1_000_000, { optional: true, example: 1, description: 'In the currency of the closes' })
  min_price_threshold?: number;

  @BodyDecimal(0.01, 10, { optional: true, example: 0.5, description: 'A fraction' })
  max_daily_return?: number;

  @BodyDecimal(-10, -0.01, { optional: true, example: -0.5, description: 'A fraction' })
  min_daily_return?: number;

  @BodyInteger(0, 30, { optional: true, example: 2 })
  max_forward_fill_days?: number;

  @BodyDecimal(1, 10, { optional: true, example: 3, description: 'Standard deviations' })
  outlier_std_threshold?: number;

  @BodyDecimal(-1, 0, { optional: true, example: -0.01, description: 'A fraction' })
  daily_drop_threshold?: number;

  @Transform(lowerCase)
  @QueryEnum(FREQUENCIES, { optional: true, example: 'weekly', description: 'Case-insensitive' })
  rebalance_frequency?: Frequency;
}

const MAX_REASON_LENGTH = 500;
const PLAIN_DECIMAL = /^-?\d{1,15}(\.\d{1,17})?$/;

const given = (_owner: object, value: unknown): boolean => value !== undefined && value !== null;

/** A number or, in the query, its text. `adjustmentOf` checks the bounds, because they have another error code. */
const Confidence = (): PropertyDecorator =>
  field(
    {
      name: 'confidence',
      requirement: 'must be a number, 0 to 1',
      parse: (text) => (PLAIN_DECIMAL.test(text) ? Number(text) : text),
      accepts: (value) => typeof value === 'number',
      schema: { type: 'number', minimum: 0, maximum: 1 },
    },
    { example: 0.8, description: 'Here or in the query' },
  );

/** A change that a program proposes: fields of the strategy or an object of them, with reason and confidence. */
@Unprocessable()
@TakesOtherFields()
export class AdjustmentBody extends StrategyBody {
  @ApiPropertyOptional()
  @QueryText(MAX_REASON_LENGTH, { example: 'Momentum weakens', description: 'Here or in the query' })
  reason: string;

  @ApiPropertyOptional()
  @Confidence()
  confidence: number;

  @ApiPropertyOptional({
    type: StrategyBody,
    nullable: true,
    example: { max_daily_return: 0.4 },
    description: 'If present, these fields apply instead of those beside it',
  })
  @ValidateIf(given)
  @IsObject()
  @ValidateNested()
  @Type(() => StrategyBody)
  adjustments?: StrategyBody | null;
}

/** A change that a program proposes. `confidence` is 0 to 1. */
interface Adjustment {
  readonly fields: object;
  readonly proposal: { readonly reason: string; readonly confidence: number };
}

/** @throws AppError `validation-failed` for a confidence out of its bounds; other errors are `unprocessable` */
export function adjustmentOf({ reason, confidence, adjustments, ...fields }: AdjustmentBody): Adjustment {
  if (!(confidence >= 0 && confidence <= 1)) {
    const detail = 'Confidence must be between 0 and 1';
    throw new AppError('validation-failed', detail, { errors: [{ pointer: '/confidence', detail }] });
  }
  return { fields: adjustments ?? fields, proposal: { reason, confidence } };
}

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
  @ApiProperty({ description: 'Whether the last change was proposed by a program' })
  ai_adjusted: boolean;
  @ApiProperty({ nullable: true, type: String })
  ai_adjustment_reason: string | null;
  @ApiProperty({ nullable: true, type: Number, example: 0.8, description: '0 to 1' })
  ai_confidence_score: number | null;
  @ApiProperty({ nullable: true, type: String, format: 'date-time' })
  updated_at: string | null;
  @ApiProperty({
    description: 'Whether the published index is computed with this strategy; false while a job recomputes it',
  })
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
  @ApiProperty({
    nullable: true,
    type: String,
    description: 'The task, for /background/status; null without recomputation',
  })
  task_id: string | null;
  @ApiProperty({ type: [String], description: 'Fields that were sent and do not belong to the strategy' })
  ignored: readonly string[];
}

@Unprocessable()
export class RecomputeQuery {
  @QueryBoolean({ default: true, description: 'Whether to recompute the index in the background' })
  recompute: boolean = true;
}

@Unprocessable()
export class ForceQuery {
  @QueryBoolean({ default: false, description: 'No effect: the calendar of the method decides when to rebalance' })
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
