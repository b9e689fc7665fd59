import { ApiProperty } from '@nestjs/swagger';
import { BreakerState, ProviderFacts } from '../../market-data';

export class ProviderDto {
  @ApiProperty({ example: 'twelvedata' })
  name: string;

  @ApiProperty({ enum: ['closed', 'half_open', 'open'], description: 'open: it failed too often and is left alone' })
  breaker: BreakerState;

  @ApiProperty({ type: 'integer', example: 120, description: 'Calls since this process began, repeated ones included' })
  tries: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { timeout: 2 },
    description: 'Those that failed, by category',
  })
  failures: Record<string, number>;

  @ApiProperty({ type: 'integer', example: 2 })
  retries: number;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-01-02T22:10:05.120Z' })
  lastSuccessAt: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  lastFailureAt: string | null;
}

/** What a provider says of all that it delivers. */
export class ProviderFactsDto {
  @ApiProperty({ example: 'twelvedata' })
  name: string;

  @ApiProperty({
    enum: ['none', 'splits', 'splits_and_dividends'],
    description: 'What has been taken out of older closes',
  })
  adjustment: ProviderFacts['adjustment'];

  @ApiProperty({ example: 'America/New_York', description: 'In which a day is meant' })
  timeZone: string;

  @ApiProperty({ example: 'USD', description: 'Of prices for which neither asset nor symbol says another' })
  currency: string;

  @ApiProperty({
    type: String,
    format: 'date',
    nullable: true,
    example: '2018-01-02',
    description: 'No price is older; null: it depends on the symbol',
  })
  historyFrom: string | null;
}

export class ProvidersDto {
  @ApiProperty({
    type: [String],
    example: ['twelvedata', 'csv'],
    description: 'All, in the order in which they are asked',
  })
  order: string[];

  @ApiProperty({ type: [ProviderFactsDto], description: 'What each says of its prices, in the same order' })
  facts: ProviderFactsDto[];

  @ApiProperty({
    type: [ProviderDto],
    description: 'Those that are asked over the network, as this instance sees them',
  })
  providers: ProviderDto[];
}
