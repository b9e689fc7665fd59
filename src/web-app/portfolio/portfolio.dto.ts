import { ApiProperty } from '@nestjs/swagger';
import { SeriesPointDto } from '../dated-series';

class HoldingDto {
  @ApiProperty({ example: 'AAPL' })
  symbol: string;
  @ApiProperty({ example: 'Apple Inc.' })
  name: string;
  @ApiProperty({ example: 'Technology', nullable: true, type: String })
  sector: string | null;
  @ApiProperty({ example: 0.2, description: 'A fraction; weights sum to 1' })
  weight: number;
}

export class PortfolioDto {
  @ApiProperty({ example: '2024-03-28', format: 'date', description: 'The newest rebalance day' })
  date: string;
  @ApiProperty({ type: [HoldingDto], description: 'Largest first' })
  allocations: HoldingDto[];
  @ApiProperty({ example: 10 })
  total_assets: number;
  @ApiProperty({
    example: 0.0042,
    nullable: true,
    type: Number,
    description: 'Return of the last index day; a fraction',
  })
  daily_return: number | null;
  @ApiProperty({ example: 0.081, nullable: true, type: Number, description: 'Since the last day of the year before' })
  ytd_return: number | null;
}

export class IndexHistoryDto {
  @ApiProperty({ type: [SeriesPointDto], description: 'Levels of the index' })
  series: SeriesPointDto[];
  @ApiProperty({ example: '2018-01-03', format: 'date' })
  start_date: string;
  @ApiProperty({ example: '2024-03-28', format: 'date' })
  end_date: string;
}

export class AssetHistoryDto {
  @ApiProperty({ example: 'AAPL' })
  symbol: string;
  @ApiProperty({ type: [SeriesPointDto], description: 'Closes divided by the first close, times 100' })
  series: SeriesPointDto[];
}
