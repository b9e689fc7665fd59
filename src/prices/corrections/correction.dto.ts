import { ApiProperty } from '@nestjs/swagger';

export class CorrectionDto {
  @ApiProperty({ example: 9, description: 'The run that set the price and rebuilt the indices' })
  runId: number;
  @ApiProperty({ description: 'False when the price was so already' })
  changed: boolean;
}
