import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DAY_MS = 86_400_000;

/** Weekdays from `first` on, as `YYYY-MM-DD`. */
export function weekdays(first: string, count: number): string[] {
  const days: string[] = [];
  for (let time = Date.parse(first); days.length < count; time += DAY_MS) {
    const weekday = new Date(time).getUTCDay();
    if (weekday !== 0 && weekday !== 6) days.push(new Date(time).toISOString().slice(0, 10));
  }
  return days;
}

/** A close that moves a little every day, and differently for every symbol. */
export function closeOf(symbol: string, position: number): number {
  const own = [...symbol].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  return (
    Math.round((50 + (own % 50)) * (1 + 0.05 * Math.sin((position + own) / 7) + position / 2_000) * 10_000) / 10_000
  );
}

/** A vendor that is a file: what it says can be changed between two refreshes. */
export class CsvMarket {
  private constructor(private readonly folder: string) {}

  static async open(): Promise<CsvMarket> {
    return new CsvMarket(await mkdtemp(join(tmpdir(), 'autoindex-market-')));
  }

  get path(): string {
    return join(this.folder, 'closes.csv');
  }

  /** The settings with which the service uses it. */
  get environment(): Record<string, string> {
    return { MARKET_DATA_PROVIDERS: 'csv', MARKET_DATA_CSV_PATH: this.path };
  }

  /** From now on it has these closes of these symbols; `scale` stands for what a split does to them. */
  async say(
    symbols: readonly string[],
    days: readonly string[],
    scale: (symbol: string, day: string) => number = () => 1,
  ): Promise<void> {
    const lines = symbols.flatMap((symbol) =>
      days.map((day, position) => `${symbol},${day},${(closeOf(symbol, position) * scale(symbol, day)).toFixed(4)}`),
    );
    await writeFile(this.path, ['symbol,date,close', ...lines, ''].join('\n'));
  }

  /** One close less than it said before. */
  async leaveOut(symbol: string, day: string | undefined): Promise<void> {
    const lines = (await readFile(this.path, 'utf8')).split('\n');
    await writeFile(this.path, lines.filter((line) => !line.startsWith(`${symbol},${day},`)).join('\n'));
  }

  /** A close of the symbol that is no number: the symbol cannot be fetched. */
  async spoil(symbol: string): Promise<void> {
    await appendFile(this.path, `${symbol},2024-01-02,x\n`);
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
