import { Injectable } from '@nestjs/common';

/** The time, so that tests can set it. */
@Injectable()
export class AlertClock {
  /** Milliseconds since 1970. */
  now(): number {
    return Date.now();
  }
}
