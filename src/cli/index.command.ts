import { Command, Help } from 'nest-commander';
import { CommandGroup } from './command-group';
import { IndexBacktestCommand } from './index-backtest.command';
import { IndexChangeCommand } from './indices/index-change.command';
import { IndexChartCommand } from './indices/index-chart.command';
import { IndexCreateCommand } from './indices/index-create.command';
import { IndexListCommand } from './indices/index-list.command';
import { IndexRecomputeCommand } from './indices/index-recompute.command';

@Command({
  name: 'index',
  description: 'Indices: what they are worth and hold',
  subCommands: [
    IndexListCommand,
    IndexCreateCommand,
    IndexChangeCommand,
    IndexRecomputeCommand,
    IndexChartCommand,
    IndexBacktestCommand,
  ],
})
export class IndexCommand extends CommandGroup {
  @Help('after')
  examples(): string {
    return '\nExamples:\n  $ npm run cli -- index list\n  $ npm run cli -- index recompute autoindex\n  $ npm run cli -- index chart autoindex --out chart.svg\n';
  }
}
