import { Command } from 'nest-commander';
import { CommandGroup } from '../command-group';
import { PricesImportCommand } from './prices-import.command';

@Command({ name: 'prices', description: 'Prices: bring them in', subCommands: [PricesImportCommand] })
export class PricesCommand extends CommandGroup {}
