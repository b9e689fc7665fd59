import { ApiProperty } from '@nestjs/swagger';
import { NotBefore, QueryDay, Unprocessable } from '../../platform/http';
import { SeriesPointDto } from '../dated-series';

export class BenchmarkDto {
  @ApiProperty({ example: 'S&P 500' })
  benchmark_name: string;
  @ApiProperty({ example: '^GSPC', nullable: true, type: String })
  benchmark_symbol: string | null;
  @ApiProperty({ type: [SeriesPointDto], description: 'Rebased to the index on their first common day' })
  series: SeriesPointDto[];
}

@Unprocessable()
export class ComparisonQuery {
  @QueryDay({ optional: true, description: 'First day, inclusive. Default: the first common day' })
  start_date?: string;

  @NotBefore('start_date')
  @QueryDay({ optional: true, description: 'Last day, inclusive. Default: the last common day' })
  end_date?: string;
}

const undefinedIsNull = { nullable: true, type: Number } as const;

export class ComparedDto {
  @ApiProperty({ example: 100 })
  start_value: number;
  @ApiProperty({ example: 183.9 })
  end_value: number;
  @ApiProperty({ example: 83.9, ...undefinedIsNull, description: 'Percent' })
  total_return: number | null;
  @ApiProperty({ example: 67.1, ...undefinedIsNull, description: 'Percent' })
  annualized_return: number | null;
  @ApiProperty({ example: 15.6, ...undefinedIsNull, description: 'Percent' })
  volatility: number | null;
  @ApiProperty({ example: 1.8, ...undefinedIsNull })
  sharpe_ratio: number | null;
}

class OutperformanceDto {
  @ApiProperty({ example: 53.1, ...undefinedIsNull, description: 'Percentage points' })
  total: number | null;
  @ApiProperty({ example: 41.4, ...undefinedIsNull, description: 'Percentage points' })
  annualized: number | null;
  @ApiProperty({ example: 0.8, ...undefinedIsNull, description: 'Active return over tracking error, of a year' })
  information_ratio: number | null;
}

export class ComparedPointDto {
  @ApiProperty({ example: '2024-03-28', format: 'date' })
  date: string;
  @ApiProperty({ example: 83.9, description: 'Percent since the first common day' })
  portfolio_return: number;
  @ApiProperty({ example: 30.8, description: 'Percent since the first common day' })
  benchmark_return: number;
}

export class ComparisonDto {
  @ApiProperty({ example: '2023-01-03', format: 'date', description: 'The first common day' })
  start_date: string;
  @ApiProperty({ example: '2024-03-05', format: 'date' })
  end_date: string;
  @ApiProperty()
  autoindex: ComparedDto;
  @ApiProperty()
  sp500: ComparedDto;
  @ApiProperty()
  outperformance: OutperformanceDto;
  @ApiProperty({ type: [ComparedPointDto] })
  series: ComparedPointDto[];
}
