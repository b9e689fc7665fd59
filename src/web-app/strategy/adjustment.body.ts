import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsObject, ValidateIf, ValidateNested } from 'class-validator';
import { field, QueryText, TakesOtherFields, Unprocessable } from '../../platform/http';
import { StrategyBody } from './strategy.body';

const MOST_CHARACTERS = 500;
const PLAIN_DECIMAL = /^-?\d{1,15}(\.\d{1,17})?$/;

const given = (_owner: object, value: unknown): boolean => value !== undefined && value !== null;

/** A number or, from the query, its text. One that is out of its bounds has an answer of its own: see the controller. */
const Confidence = (): PropertyDecorator =>
  field(
    {
      name: 'confidence',
      wanted: 'must be a number, 0 to 1',
      parse: (text) => (PLAIN_DECIMAL.test(text) ? Number(text) : text),
      accepts: (value) => typeof value === 'number',
      schema: { type: 'number', minimum: 0, maximum: 1 },
    },
    { example: 0.8, description: 'Here or in the query' },
  );

/** A change that a machine proposes: fields of the strategy, or an object of them, with why and how sure it is. */
@Unprocessable()
@TakesOtherFields()
export class AdjustmentBody extends StrategyBody {
  @ApiPropertyOptional()
  @QueryText(MOST_CHARACTERS, { example: 'Momentum weakens', description: 'Here or in the query' })
  reason: string;

  @ApiPropertyOptional()
  @Confidence()
  confidence: number;

  @ApiPropertyOptional({
    type: StrategyBody,
    nullable: true,
    example: { max_daily_return: 0.4 },
    description: 'Given: these fields count, not those beside it',
  })
  @ValidateIf(given)
  @IsObject()
  @ValidateNested()
  @Type(() => StrategyBody)
  adjustments?: StrategyBody | null;
}
