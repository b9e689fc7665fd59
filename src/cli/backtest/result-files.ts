import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IndexSeries } from '../../index-methods';
import { CommandError } from '../command.error';
import { Backtest } from './backtest';

/**
 * Writes the three files, over older ones. Numbers are the shortest text that reads back as the same double; in JSON those
 * that are not finite are the texts "NaN", "Infinity" and "-Infinity".
 * @throws CommandError when the folder cannot be written
 */
export async function writeResultFiles(folder: string, { series, metrics }: Backtest): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'index_values.csv'), indexValuesCsv(series));
    await writeFile(join(folder, 'allocations.csv'), allocationsCsv(series));
    await writeFile(join(folder, 'metrics.json'), `${JSON.stringify(metrics, textOfNotFinite, 1)}\n`);
  } catch (error) {
    throw new CommandError(`--out: cannot write ${folder}: ${error instanceof Error ? error.message : ''}`, {
      cause: error,
    });
  }
}

function indexValuesCsv({ dates, values }: IndexSeries): string {
  return csv(
    'date,value',
    dates.map((date, day) => `${date},${values[day]}`),
  );
}

function allocationsCsv({ rebalances }: IndexSeries): string {
  const rows = rebalances.flatMap(({ date, symbols, weights }) =>
    symbols.map((symbol, asset) => `${date},${symbol},${weights[asset]}`),
  );
  return csv('date,symbol,weight', rows);
}

function csv(header: string, rows: readonly string[]): string {
  return [header, ...rows, ''].join('\n');
}

function textOfNotFinite(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
