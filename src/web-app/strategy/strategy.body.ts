import { Transform } from 'class-transformer';
import { BodyDecimal, BodyInteger, QueryEnum, TakesOtherFields, Unprocessable } from '../../platform/http';
import { FREQUENCIES, Frequency, StrategyConfiguration } from './strategy-configuration';
import { SumsToOne } from './sums-to-one';

const lowerCase = ({ value }: { value: unknown }): unknown => (typeof value === 'string' ? value.toLowerCase() : value);

/** Any of the fields of a strategy; what is left out stays. The web app sends back all that it was given. */
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
  @QueryEnum(FREQUENCIES, { optional: true, example: 'weekly', description: 'In any case' })
  rebalance_frequency?: Frequency;
}
