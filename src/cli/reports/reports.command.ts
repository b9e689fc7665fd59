import { Command } from 'nest-commander';
import { CommandGroup } from '../command-group';
import { ReportsCreateCommand } from './reports-create.command';
import { ReportsListCommand } from './reports-list.command';

@Command({
  name: 'reports',
  description: 'Reports on an index: performance, allocation, risk',
  subCommands: [ReportsCreateCommand, ReportsListCommand],
})
export class ReportsCommand extends CommandGroup {}
