import { ApiProperty } from '@nestjs/swagger';
import { SYMBOL_FORM, SYMBOL_PATTERN } from '../../assets';
import { DecimalText, QueryDay, QueryPattern, QueryText } from '../../platform/http';

const PRICE = { before: 15, after: 12 };

export class PriceParameter {
  @QueryPattern(SYMBOL_PATTERN, SYMBOL_FORM, { example: 'AAPL', description: 'A slash is written %2F' })
  symbol: string;

  @QueryDay({ example: '2024-06-10' })
  date: string;
}

export class CorrectionBody {
  @DecimalText(PRICE, { example: '193.12' })
  close: string;

  @DecimalText(PRICE, { optional: true, example: '196.90' })
  open?: string;

  @DecimalText(PRICE, { optional: true, example: '197.30' })
  high?: string;

  @DecimalText(PRICE, { optional: true, example: '192.15' })
  low?: string;

  @DecimalText(PRICE, { optional: true, example: '97262077' })
  volume?: string;

  @QueryText(500, { example: 'The vendor forgot the split of that day' })
  reason: string;
}

export class CorrectionDto {
  @ApiProperty({ example: 9, description: 'The run that set the price and rebuilt the indices' })
  runId: number;
  @ApiProperty({ description: 'False when the price was so already' })
  changed: boolean;
}
