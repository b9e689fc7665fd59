import 'reflect-metadata';
import { CommandError } from './input';
import { createProgram } from './program';

createProgram().parseAsync().catch(reportFailure);

/** An error that the caller can correct is one line; any other is a fault of the program and shows its stack. */
function reportFailure(error: unknown): void {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`error: ${error instanceof CommandError ? error.message : stack}\n`);
  process.exitCode = 1;
}
