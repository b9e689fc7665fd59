import { completenessOf, missingOf } from '../../refresh';
import { RunRecord } from '../../runs';

/** What a run did, in lines for people. */
export function runSummary(run: RunRecord): string {
  const lines = [
    `run ${run.id}: ${run.kind} ${wordOf(run)}`,
    ...(run.errorDetail === null ? [] : [`error: ${run.errorCategory}: ${run.errorDetail}`]),
    ...(run.dataVersion === null ? [] : [`data version ${run.dataVersion}`]),
    countsLine(run.counts),
    ...missingOf(run.outcomes).map(({ symbol, category, message }) => `missing ${symbol}: ${category}: ${message}`),
  ];
  return `${lines.filter((line) => line !== '').join('\n')}\n`;
}

/** A run that lacks something is never just called succeeded. */
export function wordOf(run: RunRecord): string {
  return completenessOf(run) === 'partial' ? 'succeeded, partial' : run.status;
}

export function countsLine(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}
