import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, Matches, ValidateIf } from 'class-validator';
import { SYMBOL_FORM, SYMBOL_PATTERN } from '../assets';
import { NotBefore, QueryBoolean, QueryDay, QueryPattern, UniqueItems } from '../platform/http';
import { Completeness, RunOutcome, completenessOf } from '../runs';
import { RefreshRequest } from './fetch-plan';
import { RefreshReport } from './refresh-report';

const WHOLE_SYMBOL = new RegExp(`^(?:${SYMBOL_PATTERN.source})$`);
const present = (_owner: object, value: unknown): boolean => value !== undefined;

export class RefreshQuery {
  @QueryBoolean({ default: false, description: 'Respond only when the run has ended' })
  wait: boolean = false;
}

export class RefreshBody {
  @ApiProperty({
    required: false,
    type: 'array',
    items: { type: 'string', pattern: WHOLE_SYMBOL.source },
    minItems: 1,
    maxItems: 5_000,
    uniqueItems: true,
    example: ['AAPL', 'MSFT'],
    description: 'Default: all active assets',
  })
  @ValidateIf(present)
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(5_000)
  @UniqueItems()
  @Matches(WHOLE_SYMBOL, { each: true, message: `each of $property ${SYMBOL_FORM}` })
  assets?: string[];

  @QueryDay({ optional: true, description: 'Default: a few days before the last price of each asset' })
  from?: string;

  @QueryDay({ optional: true, description: 'Default: the last completed session' })
  @NotBefore('from')
  to?: string;

  @QueryPattern(/[a-z0-9-]{1,40}/, 'must be the name of a provider', {
    optional: true,
    description: 'A provider of /ops/providers. Default: the configured providers, in their order',
  })
  provider?: string;

  @ApiProperty({
    required: false,
    example: false,
    description: 'Store what could be fetched even if assets are missing. Omitted: false',
  })
  @ValidateIf(present)
  @IsBoolean()
  allowPartial?: boolean;

  @ApiProperty({
    required: false,
    example: false,
    description: 'Store nothing; return what would change. Omitted: false',
  })
  @ValidateIf(present)
  @IsBoolean()
  dryRun?: boolean;
}

/** What a refresh would do. */
export class DryRunDto {
  @ApiProperty({ example: true })
  dryRun: true;
  @ApiProperty({ description: 'Whether anything would change' })
  changed: boolean;
  @ApiProperty({ enum: ['complete', 'partial'], nullable: true, type: String })
  completeness: Completeness | null;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'number' } })
  counts: Readonly<Record<string, number>>;
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  outcomes: readonly RunOutcome[];
}

export function toDryRunDto(report: RefreshReport): DryRunDto {
  return { dryRun: true, ...report, completeness: completenessOf({ status: 'succeeded', ...report }) };
}

/** The fields in a fixed order: requests with an idempotency key are compared as text too. */
export function refreshRequestOf({ assets, from, to, provider, allowPartial = false }: RefreshBody): RefreshRequest {
  return {
    ...(assets === undefined ? {} : { assets }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(provider === undefined ? {} : { provider }),
    allowPartial,
  };
}
