import { execFile } from 'node:child_process';
import { join } from 'node:path';

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built command line. */
export const CLI_MAIN = join(__dirname, '../../dist/src/cli/main.js');

/** Runs the built command line in its own process. It gets only the given environment, and `input` as standard input. */
export function runCli(
  args: readonly string[],
  environment: Record<string, string> = {},
  input = '',
): Promise<CliResult> {
  return new Promise((resolve) => {
    const env = { PATH: process.env.PATH ?? '', ...environment };
    const child = execFile(process.execPath, [CLI_MAIN, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1, stdout, stderr });
    });
    child.stdin?.end(input);
  });
}
