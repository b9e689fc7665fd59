import { Command, Help } from 'nest-commander';
import { CommandGroup } from '../command-group';
import { PricesImportCommand } from './prices-import.command';

@Command({ name: 'prices', description: 'Prices: bring them in', subCommands: [PricesImportCommand] })
export class PricesCommand extends CommandGroup {
  @Help('after')
  examples(): string {
    return '\nExample:\n  $ npm run cli -- prices import closes.csv --create-assets\n';
  }
}
