import { Injectable, OnModuleInit } from '@nestjs/common';
import { AlertWatch } from '../../platform/alerting';
import { AppError } from '../../platform/errors';
import { HealthChecks } from '../../platform/health';
import { Upstreams } from './upstreams';

/** A vendor whose circuit breaker is not closed is an alert, and a warning of the health checks. */
@Injectable()
export class UpstreamAlerts implements OnModuleInit {
  constructor(
    private readonly upstreams: Upstreams,
    private readonly watch: AlertWatch,
    private readonly checks: HealthChecks,
  ) {}

  onModuleInit(): void {
    for (const name of this.upstreams.names) {
      this.watch.add({ cause: 'breaker-opened', subject: name, check: () => this.whatIsWrong(name) });
      this.checks.add(`provider ${name}`, false, () => this.probe(name));
    }
    this.upstreams.subscribe((_name, event) => {
      if (event.kind === 'breaker') void this.watch.check();
    });
  }

  private whatIsWrong(name: string): string | undefined {
    const state = this.upstreams.breakerOf(name);
    return state === 'closed' ? undefined : `${name} failed too often and is left alone (${state}).`;
  }

  private probe(name: string): Promise<void> {
    const wrong = this.whatIsWrong(name);
    return wrong === undefined ? Promise.resolve() : Promise.reject(new AppError('upstream-circuit-open', wrong));
  }
}
