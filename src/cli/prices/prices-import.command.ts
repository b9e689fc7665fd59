import { Help, Option, SubCommand } from 'nest-commander';
import { LeafCommand } from '../leaf-command';
import { ImportPricesService, PriceRun } from '../../prices';
import { CLI_REQUESTER, withApplication } from '../application';
import { importProgress } from './import-progress';
import { importSummary } from './import-summary';
import { PriceFile } from './price-file';

interface ImportOptions {
  readonly createAssets?: boolean;
}

@SubCommand({
  name: 'import',
  arguments: '<file.csv>',
  description: 'Import prices from a file, or from the standard input with -; all of it or nothing',
})
export class PricesImportCommand extends LeafCommand {
  async run([path = '']: string[], { createAssets = false }: ImportOptions): Promise<void> {
    const progress = importProgress();
    const file = new PriceFile(path, (read) => progress.read(read));
    try {
      await withApplication(async (app) => {
        const started = performance.now();
        const request = { bars: file, origin: file.name, requester: CLI_REQUESTER, createAssets };
        const run = await app.get(ImportPricesService, { strict: false }).import(request);
        progress.end();
        report(run, performance.now() - started);
      });
    } finally {
      progress.end();
    }
  }

  @Option({ flags: '--create-assets', description: 'create what the database does not know; else it is an error' })
  parseCreateAssets(): boolean {
    return true;
  }

  @Help('after')
  examples(): string {
    return `
The first line names the columns, in any order: symbol,date,close and, if there are, open,high,low,volume.
A row that breaks a rule is quarantined and listed with its line; the same file again changes nothing.

Examples:
  $ npm run cli -- prices import closes.csv --create-assets
  $ gunzip -c closes.csv.gz | npm run --silent cli -- prices import -
`;
  }
}

function report(run: PriceRun, milliseconds: number): void {
  process.stdout.write(importSummary(run, milliseconds / 1_000));
}
