import type { RefreshReport } from '../refresh';
import { completenessOf, lackingOf, missingOf, RunOutcome, RunRecord } from '../runs';

/** What a run did, in lines for people. */
export function runSummary(run: RunRecord): string {
  const lines = [
    `run ${run.id}: ${run.kind} ${statusOf(run)}`,
    ...(run.errorDetail === null ? [] : [`error: ${run.errorCategory}: ${run.errorDetail}`]),
    ...(run.dataVersion === null ? [] : [`data version ${run.dataVersion}`]),
    countsLine(run.counts),
    ...incompleteLines(run.outcomes),
  ];
  return `${lines.filter((line) => line !== '').join('\n')}\n`;
}

/** What a refresh would do, in lines for people. */
export function dryRunSummary({ counts, outcomes }: RefreshReport): string {
  const lines = [
    `dry run, nothing stored: ${countsLine(counts)}`,
    ...outcomes.flatMap(changeLines),
    ...incompleteLines(outcomes),
  ];
  return `${lines.join('\n')}\n`;
}

/** The status, and whether the run is partial. */
export function statusOf(run: RunRecord): string {
  return completenessOf(run) === 'partial' ? 'succeeded, partial' : run.status;
}

/** Empty for an asset without changes. */
function changeLines({ symbol, new: added, changed, quarantined }: RunOutcome): string[] {
  const counts = Object.entries({ new: added, changed, quarantined }).filter(([, count]) => Number(count) > 0);
  const text = counts.map(([name, count]) => `${name} ${String(count)}`).join(', ');
  return text === '' ? [] : [`would change ${symbol}: ${text}`];
}

function incompleteLines(outcomes: readonly RunOutcome[]): string[] {
  return [
    ...lackingOf(outcomes).map(({ symbol, days }) => `lacking ${symbol}: ${days.join(', ')}`),
    ...missingOf(outcomes).map(({ symbol, category, message }) => `missing ${symbol}: ${category}: ${message}`),
  ];
}

function countsLine(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}
