import { ApiProperty } from '@nestjs/swagger';

export class TestAlertDto {
  @ApiProperty({ type: 'integer', example: 3, description: 'The alert on record; it is sent after this answer' })
  id: number;
}
