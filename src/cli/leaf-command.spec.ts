import { CliModule } from './cli.module';
import { CommandGroup } from './command-group';
import { LeafCommand } from './leaf-command';

const commands = Reflect.getMetadata('providers', CliModule) as (new (...given: never[]) => object)[];

it.each(commands.map((command): [string, object] => [command.name, command.prototype as object]))(
  '%s is a group, or refuses arguments that nothing reads',
  (_name, command) => {
    expect(command instanceof CommandGroup || command instanceof LeafCommand).toBe(true);
  },
);
