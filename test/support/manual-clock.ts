import { Clock } from '../../src/platform/utils/clock';

/** A time that only moves when told to. */
export class ManualClock extends Clock {
  constructor(private time = Date.parse('2026-03-02T12:00:00Z')) {
    super();
  }

  override now(): number {
    return this.time;
  }

  forward(milliseconds: number): void {
    this.time += milliseconds;
  }
}
