import { Command, CommanderError } from 'commander';
import { createProgram } from '../../src/cli/program';
import { CliResult } from './cli';

/**
 * Runs a command line in this process, which spares a process and its start. One at a time. The environment is added to
 * that of the process while the command runs.
 */
export async function runCliHere(args: readonly string[], environment: Record<string, string>): Promise<CliResult> {
  const before = { ...process.env };
  const stdout = captured('stdout');
  const stderr = captured('stderr');
  Object.assign(process.env, environment);
  let code = 0;
  try {
    await withoutExit(createProgram()).parseAsync(args, { from: 'user' });
    code = Number(process.exitCode ?? 0);
  } catch (error) {
    code = 1;
    // The parser has written its own.
    if (!(error instanceof CommanderError))
      process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  } finally {
    process.exitCode = 0;
    process.env = before;
    jest.restoreAllMocks();
  }
  return { code, stdout: stdout.join(''), stderr: stderr.join('') };
}

function withoutExit(command: Command): Command {
  for (const each of command.commands) withoutExit(each);
  return command.exitOverride();
}

function captured(name: 'stdout' | 'stderr'): string[] {
  const parts: string[] = [];
  jest.spyOn(process[name], 'write').mockImplementation((chunk) => {
    parts.push(String(chunk));
    return true;
  });
  return parts;
}
