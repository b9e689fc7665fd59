import { ApiProperty } from '@nestjs/swagger';

export class ClientUseDto {
  @ApiProperty({
    example: 'address:192.0.2.*',
    description: 'Addresses are shortened unless a setting says otherwise.',
  })
  client: string;

  @ApiProperty({ type: 'integer', example: 1200, description: 'Requests of this hour, refused ones included' })
  requests: number;

  @ApiProperty({ type: 'integer', example: 17, description: 'Those that were refused' })
  blocked: number;
}

export class RateLimitsDto {
  @ApiProperty({ description: 'Whether each instance counts by itself, because Redis does not' })
  degraded: boolean;

  @ApiProperty({ type: [ClientUseDto] })
  clients: ClientUseDto[];
}
