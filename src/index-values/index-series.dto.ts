import { ApiProperty } from '@nestjs/swagger';
import { SYMBOL_FORM, SYMBOL_PATTERN } from '../assets';
import { CHART_BOUNDS, CHART_THEMES, ChartTheme, DEFAULT_CHART_SIZE } from '../charts';
import { IndexSlug } from './index-definitions.dto';
import { NotBefore, QueryDay, QueryEnum, QueryInteger, QueryPattern } from '../platform/http';
import { SeriesQuery } from '../platform/time-series';

export class IndexValuesQuery extends SeriesQuery {
  @IndexSlug()
  index: string;
}

class ComputedRowDto {
  @ApiProperty({ example: '2024-03-28', format: 'date' })
  date: string;
  @ApiProperty({ example: 12, description: 'The run that computed it' })
  runId: number;
  @ApiProperty({ example: '2026-01-02T22:10:05.120034Z', format: 'date-time' })
  recordedAt: string;
}

export class IndexValueDto extends ComputedRowDto {
  @ApiProperty({
    example: 132.84170921,
    description: 'The level of the index; a double, all digits that tell it apart',
  })
  value: number;
}

/** What the index holds from a rebalance day on. */
export class AllocationDto extends ComputedRowDto {
  @ApiProperty({ example: 'AAPL' })
  symbol: string;
  @ApiProperty({ example: 0.2, description: 'A fraction; those of a day sum to 1' })
  weight: number;
}

const undefinedIsNull = { nullable: true, type: Number } as const;

/** Returns, drawdowns and values at risk are fractions: 0.01 is 1 %. */
export class RiskMetricsDto extends ComputedRowDto {
  @ApiProperty({ example: 0.3284, ...undefinedIsNull })
  totalReturn: number | null;
  @ApiProperty({ example: 0.0712, ...undefinedIsNull })
  annualizedReturn: number | null;
  @ApiProperty({ example: 0.1435, ...undefinedIsNull, description: 'Sample deviation, of a year of 252 days' })
  volatility: number | null;
  @ApiProperty({ example: 0.496, ...undefinedIsNull })
  sharpeRatio: number | null;
  @ApiProperty({ example: 0.671, ...undefinedIsNull })
  sortinoRatio: number | null;
  @ApiProperty({ example: -0.241, ...undefinedIsNull })
  maxDrawdown: number | null;
  @ApiProperty({ example: -0.012, ...undefinedIsNull })
  currentDrawdown: number | null;
  @ApiProperty({ example: 0.295, ...undefinedIsNull })
  calmarRatio: number | null;
  @ApiProperty({ example: -0.0139, ...undefinedIsNull })
  var95: number | null;
  @ApiProperty({ example: -0.0252, ...undefinedIsNull })
  var99: number | null;
  @ApiProperty({ example: 0.93, ...undefinedIsNull, description: 'Against the benchmark, joined by date' })
  beta: number | null;
  @ApiProperty({ example: 0.88, ...undefinedIsNull })
  correlation: number | null;
  @ApiProperty({ example: 0.067, ...undefinedIsNull })
  trackingError: number | null;
  @ApiProperty({ example: 0.21, ...undefinedIsNull })
  informationRatio: number | null;
}

const day = { date: '2024-03-28' };
const run = { runId: 12, recordedAt: '2026-01-02T22:10:05.120034Z' };

export const INDEX_VALUE_EXAMPLES = [
  { date: '2024-03-27', value: 132.51084321, ...run },
  { ...day, value: 132.84170921, ...run },
];

export const ALLOCATION_EXAMPLES = [
  { ...day, symbol: 'AAPL', weight: 0.6, ...run },
  { ...day, symbol: 'MSFT', weight: 0.4, ...run },
];

export const RISK_METRICS_EXAMPLES = [
  {
    ...day,
    totalReturn: 0.3284,
    annualizedReturn: 0.0712,
    volatility: 0.1435,
    sharpeRatio: 0.496,
    sortinoRatio: 0.671,
    maxDrawdown: -0.241,
    currentDrawdown: -0.012,
    calmarRatio: 0.295,
    var95: -0.0139,
    var99: -0.0252,
    beta: null,
    correlation: null,
    trackingError: null,
    informationRatio: null,
    ...run,
  },
];

const { width, height } = CHART_BOUNDS;

export class IndexChartQuery {
  @QueryDay({ optional: true, description: 'First day, inclusive. Default: the first day of the index' })
  from?: string;

  @NotBefore('from')
  @QueryDay({ optional: true, description: 'Last day, inclusive. Default: the last day of the index' })
  to?: string;

  @QueryPattern(SYMBOL_PATTERN, SYMBOL_FORM, {
    optional: true,
    description: 'Symbol of an asset, such as SPY. Default: the benchmark of the index',
  })
  benchmark?: string;

  @QueryInteger(width.least, width.most, { default: DEFAULT_CHART_SIZE.width, description: 'Pixels' })
  width: number = DEFAULT_CHART_SIZE.width;

  @QueryInteger(height.least, height.most, { default: DEFAULT_CHART_SIZE.height, description: 'Pixels' })
  height: number = DEFAULT_CHART_SIZE.height;

  @QueryEnum(CHART_THEMES, { default: 'light', description: 'Colours' })
  theme: ChartTheme = 'light';
}
