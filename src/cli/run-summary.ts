import { shortList } from '../platform/utils/short-list';
import type { RefreshReport } from '../refresh';
import { completenessOf, deactivatedOf, lackingOf, missingOf, neverFoundOf, RunOutcome, RunRecord } from '../runs';
import { facts, instant, table } from './output';

/** The order of counts that people read. PostgreSQL keeps none. */
const COUNTS = [
  'read',
  'new',
  'changed',
  'same',
  'protected',
  'quarantined',
  'restored',
  'removed',
  'deactivated',
  'missing',
  'neverFound',
  'lacking',
];

/** What a run did, in lines for people. */
export function runSummary(run: RunRecord): string {
  const lines = [
    titleOf(run),
    ...(run.errorDetail === null ? [] : [`error: ${run.errorCategory}: ${run.errorDetail}`]),
    ...(run.dataVersion === null ? [] : [`data version ${run.dataVersion}`]),
    countsLine(run.counts),
    ...incompleteLines(run.outcomes),
    ...deactivatedLines(deactivatedOf(run.outcomes)),
  ];
  return `${lines.filter((line) => line !== '').join('\n')}\n`;
}

/**
 * Everything on record about a run: the facts, a row for each asset, then why assets lack prices. The table may be cut to
 * the width of a terminal; these lines are complete.
 */
export function runDetails(run: RunRecord): string {
  const known = facts({
    started: `${instant(run.startedAt)} UTC`,
    finished: run.finishedAt === null ? null : `${instant(run.finishedAt)} UTC, after ${secondsOf(run)} s`,
    stage: run.status === 'succeeded' ? null : run.stage,
    'requested by': run.requestedBy,
    'request id': run.requestId,
    reason: run.reason,
    source: run.source,
    parameters: countsLine(run.parameters),
    'data version': run.dataVersion,
    reverts: run.reverts === null ? null : `run ${run.reverts}`,
    'reverted by': run.revertedBy === null ? null : `run ${run.revertedBy}`,
    error: run.errorCategory === null ? null : `${run.errorCategory}: ${run.errorDetail ?? ''}`,
    counts: countsLine(run.counts),
  });
  const text = `${titleOf(run)}\n${known}`;
  if (run.outcomes.length === 0) return text;
  const reasons = incompleteLines(run.outcomes).map((line) => `${line}\n`);
  return [text, outcomeTable(run.outcomes), ...(reasons.length === 0 ? [] : [reasons.join('')])].join('\n');
}

function inOrder(names: readonly string[]): string[] {
  return [...COUNTS.filter((name) => names.includes(name)), ...names.filter((name) => !COUNTS.includes(name))];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function secondsOf({ startedAt, finishedAt }: RunRecord): string {
  return ((Date.parse(finishedAt ?? startedAt) - Date.parse(startedAt)) / 1_000).toFixed(1);
}

/** A column for each count that some asset has. The other details share the last column. */
function outcomeTable(outcomes: readonly RunOutcome[]): string {
  const counts = inOrder([...new Set(outcomes.flatMap(countNames))]);
  const heads = ['SYMBOL', 'STATUS', ...counts.map((name) => name.toUpperCase()), 'DETAIL'];
  const rows = outcomes.map((outcome) => [
    outcome.symbol,
    outcome.status,
    ...counts.map((name) => textOf(outcome[name] ?? '-')),
    detailOf(outcome),
  ]);
  return table(heads, rows);
}

function countNames(outcome: RunOutcome): string[] {
  return Object.keys(outcome).filter((name) => typeof outcome[name] === 'number');
}

function detailOf({ symbol: _symbol, status: _status, from, to, ...details }: RunOutcome): string {
  const period = typeof from === 'string' ? [`${from} to ${String(to)}`] : [];
  const others = Object.entries(details).flatMap(([name, value]) =>
    value === null || typeof value === 'number' ? [] : [`${name} ${textOf(value)}`],
  );
  return [...period, ...others].join('; ');
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

function titleOf(run: RunRecord): string {
  return `run ${run.id}: ${run.kind} ${statusOf(run)}`;
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
    ...neverFoundOf(outcomes).map(({ symbol, message }) => `never found ${symbol}: ${message}`),
  ];
}

function deactivatedLines(symbols: readonly string[]): string[] {
  if (symbols.length === 0) return [];
  const assets = symbols.length === 1 ? '1 asset' : `${symbols.length} assets`;
  return [`deactivated ${assets} that the import had created: ${shortList(symbols)}`];
}

function countsLine(counts: Readonly<Record<string, unknown>>): string {
  return inOrder(Object.keys(counts))
    .map((name) => `${name} ${textOf(counts[name])}`)
    .join(', ');
}
