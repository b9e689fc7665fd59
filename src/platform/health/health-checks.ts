import { Injectable } from '@nestjs/common';
import { CheckResult, HealthCheck } from './health-check';

/** All checks of this process. A part of the service that can be ill adds its own when it starts. */
@Injectable()
export class HealthChecks {
  private readonly checks: HealthCheck[] = [];

  /** `required`: without it this instance serves nothing. `probe` rejects with what is wrong. */
  add(name: string, required: boolean, probe: () => Promise<void>): void {
    this.checks.push(new HealthCheck(name, required, probe));
  }

  run(): Promise<CheckResult[]> {
    return Promise.all(this.checks.map((check) => check.run()));
  }
}
