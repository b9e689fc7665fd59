import { ApiProperty } from '@nestjs/swagger';
import { QueryInteger, Unprocessable } from '../../platform/http';

@Unprocessable()
export class RiskMetricsQuery {
  @QueryInteger(2, 36_500, {
    optional: true,
    example: 365,
    description: 'One row: the window of this many calendar days up to the newest level',
  })
  days?: number;

  @QueryInteger(1, 1_000, { default: 30, description: 'Without days: rows since inception, newest first' })
  limit: number = 30;
}

/** Fractions: 0.01 is 1 %. Undefined numbers are absent. */
export class StrategyRiskRowDto {
  @ApiProperty({ example: '2024-03-28', format: 'date' })
  date: string;
  @ApiProperty({ example: 0.3284 })
  total_return: number;
  @ApiProperty({ example: 0.496 })
  sharpe_ratio: number;
  @ApiProperty({ example: 0.671 })
  sortino_ratio: number;
  @ApiProperty({ example: -0.241 })
  max_drawdown: number;
  @ApiProperty({ example: -0.012 })
  current_drawdown: number;
  @ApiProperty({ example: 0.0712, required: false })
  annualized_return?: number;
  @ApiProperty({ example: 0.1435, required: false })
  volatility?: number;
  @ApiProperty({ example: -0.0139, required: false, description: 'The 5 % quantile of daily returns' })
  var_95?: number;
  @ApiProperty({ example: -0.0252, required: false, description: 'The 1 % quantile of daily returns' })
  var_99?: number;
  @ApiProperty({ example: 0.93, required: false, description: 'Against the benchmark, joined by date' })
  beta_sp500?: number;
  @ApiProperty({ example: 0.88, required: false })
  correlation_sp500?: number;
}

export class StrategyRiskDto {
  @ApiProperty({ type: [StrategyRiskRowDto] })
  metrics: StrategyRiskRowDto[];
  @ApiProperty({ required: false, example: 'No risk metrics available', description: 'Present when the list is empty' })
  message?: string;
}
