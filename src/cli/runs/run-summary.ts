import { RefreshReport } from '../../refresh';
import { RunOutcome, RunRecord, completenessOf, lackingOf, missingOf } from '../../runs';

/** What a run did, in lines for people. */
export function runSummary(run: RunRecord): string {
  const lines = [
    `run ${run.id}: ${run.kind} ${wordOf(run)}`,
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

/** An asset that nothing happens to has no line. */
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

/** A run that lacks something is never just called succeeded. */
export function wordOf(run: RunRecord): string {
  return completenessOf(run) === 'partial' ? 'succeeded, partial' : run.status;
}

function countsLine(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}
