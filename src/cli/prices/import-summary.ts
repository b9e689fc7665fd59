import { isSymbol } from '../../assets';
import { PriceRun, QuarantinedRows } from '../../prices';

const REASONS_SHOWN = 20;
const LINES_SHOWN = 10;

/** What an import did, for a person: counts, then the lines that were quarantined and why. */
export function importSummary({ runId, counts, quarantined }: PriceRun, seconds: number): string {
  const rate = Math.round(counts.read / seconds).toLocaleString('en');
  const { read, new: added, changed, same, protected: kept, quarantined: held, demoRetired } = counts;
  const parts = [`${read} rows read: ${added} new, ${changed} changed, ${same} same, ${held} quarantined`];
  if (kept > 0) parts.push(`${kept} kept as an administrator set them`);
  if (demoRetired > 0) parts.push(`${demoRetired} demo prices retired`);
  return [
    `run ${runId}: ${parts.join('; ')} (${seconds.toFixed(2)} s, ${rate} rows/s)`,
    ...quarantined.slice(0, REASONS_SHOWN).map(reason),
    ...(quarantined.length > REASONS_SHOWN ? [`  and for ${quarantined.length - REASONS_SHOWN} more reasons`] : []),
    '',
  ].join('\n');
}

function reason({ symbol, rule, detail, rows, lines }: QuarantinedRows): string {
  const shown = lines.slice(0, LINES_SHOWN).join(', ');
  const more = rows > LINES_SHOWN ? ` and ${rows - LINES_SHOWN} more` : '';
  const where = lines.length === 0 ? `${rows} rows` : `line${rows === 1 ? '' : 's'} ${shown}${more}`;
  // What is no symbol may be anything; the detail has it, cut and without control characters.
  return `  ${where}: ${rule}: ${isSymbol(symbol) ? `${symbol}: ` : ''}${detail}`;
}
