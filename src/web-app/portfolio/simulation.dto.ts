import { ApiProperty } from '@nestjs/swagger';
import { BodyDecimal, QueryDay, QueryText, Unprocessable } from '../../platform/http';
import { SeriesPointDto } from '../dated-series';

@Unprocessable()
export class SimulationBody {
  @BodyDecimal(0.000001, 1e15, { example: 10_000, description: 'Money, in `currency`' })
  amount: number;

  @QueryDay({ example: '2019-01-01', description: 'A day before the first index day means the first index day' })
  start_date: string;

  @QueryText(10, { default: 'USD', description: 'A code of /index/currencies' })
  currency: string = 'USD';
}

class ExchangeRateDto {
  @ApiProperty({ example: 1.0921, description: 'Price of one unit of `currency` in the currency of the index' })
  rate: number;
  @ApiProperty({ example: '2019-01-02', format: 'date', description: 'Day of the oldest close that the rate uses' })
  date: string;
  @ApiProperty({ example: ['EUR/USD'], description: 'Stored exchange rates that the rate uses' })
  symbols: readonly string[];
}

export class ExchangeDto {
  @ApiProperty({ enum: ['not_needed', 'historical'], description: 'Never the rate of another day' })
  basis: 'not_needed' | 'historical';
  @ApiProperty({ required: false })
  start?: ExchangeRateDto;
  @ApiProperty({ required: false })
  end?: ExchangeRateDto;
}

export class SimulationDto {
  @ApiProperty({ example: '2019-01-02', format: 'date', description: 'First index day of the simulation' })
  start_date: string;
  @ApiProperty({ example: '2024-03-28', format: 'date' })
  end_date: string;
  @ApiProperty({ example: 10_000, description: 'Money, as amount_initial' })
  start_value: number;
  @ApiProperty({ example: 18_392.76, description: 'Money, as amount_final' })
  end_value: number;
  @ApiProperty({ example: 100, description: 'The level of the index' })
  start_index_value: number;
  @ApiProperty({ example: 183.92762827750641 })
  end_index_value: number;
  @ApiProperty({ example: 10_000, description: 'Money, in `currency`' })
  amount_initial: number;
  @ApiProperty({ example: 18_392.76, description: 'Money, in `currency`' })
  amount_final: number;
  @ApiProperty({ example: 83.93, description: 'Percent' })
  roi_pct: number;
  @ApiProperty({ example: 'USD' })
  currency: string;
  @ApiProperty({ description: 'Exchange rates of the conversion' })
  exchange: ExchangeDto;
  @ApiProperty({ type: [SeriesPointDto], description: 'Levels of the index from start_date' })
  series: SeriesPointDto[];
}
