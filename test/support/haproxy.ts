import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cleanUpAfterDeath, forgetEnded } from './clean-up-after-death';
import { freePort } from './free-port';
import { until } from './until';

/** The load balancer of the distribution's package, configured as in operation. */
export class HaProxy {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  /** @param instances three addresses, `127.0.0.1:12345` */
  static async before(instances: readonly [string, string, string]): Promise<HaProxy> {
    const port = String(await freePort());
    const child = spawn('haproxy', ['-f', 'ops/haproxy.cfg', '-db'], {
      env: {
        PATH: `${process.env['PATH'] ?? ''}:/usr/sbin`,
        BIND_ADDRESS: '127.0.0.1',
        BIND_PORT: port,
        INSTANCE_1: instances[0],
        INSTANCE_2: instances[1],
        INSTANCE_3: instances[2],
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    await once(child, 'spawn');
    const { pid } = child;
    if (pid !== undefined) {
      cleanUpAfterDeath({ pids: [pid] });
      child.on('exit', () => forgetEnded(pid));
    }
    const haProxy = new HaProxy(child, `http://127.0.0.1:${port}`);
    await until(() => haProxy.isReady(), 'an instance is ready behind the load balancer', 30_000);
    return haProxy;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }

  private isReady(): Promise<boolean> {
    if (this.child.exitCode !== null) throw new Error('HAProxy ended at once: haproxy -c -f ops/haproxy.cfg says why');
    return fetch(`${this.url}/health/ready`).then(
      ({ status }) => status === 200,
      () => false,
    );
  }
}
