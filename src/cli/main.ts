import 'reflect-metadata';
import { CommandFactory } from 'nest-commander';
import { CliModule } from './cli.module';
import { CommandError } from './command.error';

void CommandFactory.run(CliModule, { logger: ['warn', 'error', 'fatal'], serviceErrorHandler: reportFailure });

/** A person gets the message of what they can mend; of the rest the whole stack, because that is for us to mend. */
function reportFailure(error: Error): void {
  process.stderr.write(`error: ${error instanceof CommandError ? error.message : (error.stack ?? error.message)}\n`);
  process.exitCode = 1;
}
