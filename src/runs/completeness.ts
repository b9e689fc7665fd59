import { RunOutcome, RunRecord } from './run';

/** Whether a run that succeeded stored everything it should have. Null for other runs. */
export type Completeness = 'complete' | 'partial';

export function completenessOf(run: Pick<RunRecord, 'status' | 'counts' | 'outcomes'>): Completeness | null {
  if (run.status !== 'succeeded') return null;
  const { quarantined = 0, lacking = 0 } = run.counts;
  const lacks = missingOf(run.outcomes).length > 0 || quarantined > 0 || lacking > 0;
  return lacks ? 'partial' : 'complete';
}

/** By asset, the days that other assets have and it has not. */
export function lackingOf(outcomes: readonly RunOutcome[]): { symbol: string; days: readonly string[] }[] {
  return outcomes.flatMap(({ symbol, lacking }) =>
    Array.isArray(lacking) ? [{ symbol, days: lacking.map(String) }] : [],
  );
}

/** The assets that could not be fetched. */
export function missingOf(outcomes: readonly RunOutcome[]): { symbol: string; category: string; message: string }[] {
  return outcomes
    .filter(({ status }) => status === 'failed')
    .map(({ symbol, category, message }) => ({ symbol, category: String(category), message: String(message) }));
}
