import { Command } from 'nest-commander';
import { CommandGroup } from '../command-group';
import { AssetsListCommand } from './assets-list.command';

@Command({ name: 'assets', description: 'Assets: what has a price', subCommands: [AssetsListCommand] })
export class AssetsCommand extends CommandGroup {}
