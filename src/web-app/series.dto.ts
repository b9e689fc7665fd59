import { ApiProperty } from '@nestjs/swagger';

export class SeriesPointDto {
  @ApiProperty({ example: '2024-03-28', format: 'date' })
  date: string;
  @ApiProperty({ example: 132.84170921 })
  value: number;
}
