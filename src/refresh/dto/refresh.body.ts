import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsBoolean, Matches, ValidateIf } from 'class-validator';
import { SYMBOL_FORM, SYMBOL_PATTERN } from '../../assets';
import { NotBefore, QueryDay, QueryPattern, QueryText } from '../../platform/http/query';
import { RefreshRequest } from '../refresh-request';

const WHOLE_SYMBOL = new RegExp(`^(?:${SYMBOL_PATTERN.source})$`);
const present = (_owner: object, value: unknown): boolean => value !== undefined;

export class RefreshBody {
  @ApiProperty({
    required: false,
    type: 'array',
    items: { type: 'string', pattern: WHOLE_SYMBOL.source },
    minItems: 1,
    maxItems: 5_000,
    uniqueItems: true,
    example: ['AAPL', 'MSFT'],
    description: 'Left out: all active ones',
  })
  @ValidateIf(present)
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(5_000)
  @ArrayUnique()
  @Matches(WHOLE_SYMBOL, { each: true, message: `each of $property ${SYMBOL_FORM}` })
  assets?: string[];

  @QueryDay({ optional: true, description: 'Left out: a few days before the last price of each asset' })
  from?: string;

  @QueryDay({ optional: true, description: 'Left out: the last day whose session has ended' })
  @NotBefore('from')
  to?: string;

  @QueryPattern(/[a-z0-9-]{1,40}/, 'must be the name of a provider', {
    optional: true,
    example: 'twelvedata',
    description: 'Left out: the configured ones, in their order',
  })
  provider?: string;

  @ApiProperty({
    required: false,
    default: false,
    description: 'Store what could be fetched although assets are missing',
  })
  @ValidateIf(present)
  @IsBoolean()
  allowPartial?: boolean;

  @ApiProperty({ required: false, default: false, description: 'Only say what would change' })
  @ValidateIf(present)
  @IsBoolean()
  dryRun?: boolean;
}

export class RevertBody {
  @QueryText(500, { optional: true, description: 'Why; it stays on record', example: 'closes of a wrong share class' })
  reason?: string;
}

/** In one order, so that the same request is recognised by its text too. */
export function refreshRequestOf({ assets, from, to, provider, allowPartial = false }: RefreshBody): RefreshRequest {
  return {
    ...(assets === undefined ? {} : { assets }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(provider === undefined ? {} : { provider }),
    allowPartial,
  };
}
