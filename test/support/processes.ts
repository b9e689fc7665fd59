import { ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { cleanUpAfterDeath, forgetEnded } from './clean-up-after-death';
import { LONG_TIMEOUTS } from './long-timeouts';
import { until } from './until';

export interface ServiceOptions {
  /** Where it runs; without DATA_DIR its data lie in `.data` there. */
  readonly folder: string;
  /** Where the compiled service lies; usually `dist` of this checkout. */
  readonly dist?: string;
  /** Nothing is inherited but PATH and HOME; PORT is 0 unless given. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly uid?: number;
  readonly gid?: number;
}

/** The built service as a process of its own. */
export class ServiceProcess {
  private output = '';
  private readonly closed: Promise<unknown>;

  private constructor(private readonly child: ChildProcess) {
    this.closed = new Promise((resolve) => child.once('close', resolve));
    child.stdout?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    const { pid } = child;
    if (pid === undefined) return;
    cleanUpAfterDeath({ pids: [pid] });
    child.on('exit', () => forgetEnded(pid));
  }

  /** Does not wait for anything: for starts that should fail. */
  static spawn({ folder, dist = join(process.cwd(), 'dist'), environment, ...user }: ServiceOptions): ServiceProcess {
    const child = spawn(process.execPath, [join(dist, 'src/main.js')], {
      ...user,
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        PORT: '0',
        HOST: '127.0.0.1',
        ...LONG_TIMEOUTS,
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new ServiceProcess(child);
  }

  /** @returns when it has said which address to open */
  static async start(options: ServiceOptions): Promise<ServiceProcess> {
    const service = ServiceProcess.spawn(options);
    const decided = until(() => service.hasEnded || service.address !== undefined, 'the service listens', 100_000);
    await decided.catch(() => service.kill('SIGKILL'));
    if (service.address === undefined) throw new Error(`The service did not start:\n${service.logs}`);
    return service;
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('The process was not made');
    return this.child.pid;
  }

  /** Everything it has written. */
  get logs(): string {
    return this.output;
  }

  /** `http://127.0.0.1:12345`. */
  get url(): string {
    if (this.address === undefined) throw new Error('The service does not listen');
    return this.address;
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Waits until everything it has written has arrived, too. @returns the exit code, or the signal that ended it */
  async end(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals | null> {
    if (signal !== undefined && !this.hasEnded) this.kill(signal);
    await this.closed;
    return this.child.exitCode ?? this.child.signalCode;
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** From the last line of the start, `Health: http://...`. */
  private get address(): string | undefined {
    return /Health: (http:\/\/[^\s"/]+)\/health/.exec(this.output)?.[1];
  }
}
