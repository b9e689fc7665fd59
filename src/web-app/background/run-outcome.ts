import { RunRecord, completenessOf, lackingOf, missingOf } from '../../runs';
import { TaskStatusDto } from './task.dto';

/** Symbols in a message; the result has all. */
const MOST_NAMED = 10;

type Outcome = Pick<RunRecord, 'kind' | 'status' | 'counts' | 'outcomes'>;

/** The web app has no state between SUCCESS and FAILURE: what a stored run misses stands in its message and its result. */
export function outcomeOf({ kind, status, counts, outcomes }: Outcome): Pick<TaskStatusDto, 'message' | 'result'> {
  if (kind !== 'refresh') return { result: counts };
  const completeness = completenessOf({ status, counts, outcomes });
  const missing = missingOf(outcomes).map(({ symbol }) => symbol);
  const { quarantined = 0 } = counts;
  const lacking = lackingOf(outcomes).map(({ symbol }) => symbol);
  const message = completeness === 'partial' ? { message: partialMessage(missing, lacking, quarantined) } : {};
  return { ...message, result: { ...counts, completeness, missing_assets: missing, lacking_assets: lacking } };
}

function partialMessage(missing: readonly string[], lacking: readonly string[], quarantined: number): string {
  const parts = [
    ...(missing.length > 0 ? [`${named(missing)} could not be fetched`] : []),
    ...(lacking.length > 0
      ? [`${named(lacking)} ${lacking.length === 1 ? 'lacks' : 'lack'} days that others have`]
      : []),
    ...(quarantined > 0
      ? [quarantined === 1 ? '1 suspicious price is held back' : `${quarantined} suspicious prices are held back`]
      : []),
  ];
  return `Stored in part: ${parts.join('; ')}.`;
}

function named(symbols: readonly string[]): string {
  const more = symbols.length > MOST_NAMED ? `, and ${symbols.length - MOST_NAMED} more` : '';
  return `${symbols.slice(0, MOST_NAMED).join(', ')}${more}`;
}
