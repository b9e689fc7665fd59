import { ApiProperty } from '@nestjs/swagger';
import { RunOutcome } from '../../runs';
import { Completeness, completenessOf } from '../run/completeness';
import { RefreshReport } from '../run/refresh-report';

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
