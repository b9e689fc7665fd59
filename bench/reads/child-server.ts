import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface ChildServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts one of the servers beside this file, on these databases, as a process; it tells its address once it listens. */
export async function startServer(name: string, ...urls: readonly string[]): Promise<ChildServer> {
  const child = fork(join(__dirname, name), urls, { execArgv: process.execArgv });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`${name} ended before it listened`)));
  const [url] = (await Promise.race([once(child, 'message'), ended])) as [string];
  ended.catch(() => undefined);
  return {
    url,
    stop: async () => {
      const exit = once(child, 'exit');
      child.kill();
      await exit;
    },
  };
}
