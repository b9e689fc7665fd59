import { ApiProperty } from '@nestjs/swagger';
import { BreakerState } from '../../market-data';

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

export class ProvidersDto {
  @ApiProperty({
    type: [String],
    example: ['twelvedata', 'csv'],
    description: 'All, in the order in which they are asked',
  })
  order: string[];

  @ApiProperty({
    type: [ProviderDto],
    description: 'Those that are asked over the network, as this instance sees them',
  })
  providers: ProviderDto[];
}
