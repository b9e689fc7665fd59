import { Command, Help } from 'nest-commander';
import { CommandGroup } from '../command-group';
import { AssetsListCommand } from './assets-list.command';

@Command({ name: 'assets', description: 'Assets: what has a price', subCommands: [AssetsListCommand] })
export class AssetsCommand extends CommandGroup {
  @Help('after')
  examples(): string {
    return '\nExample:\n  $ npm run cli -- assets list\n';
  }
}
