import { Injectable } from '@nestjs/common';

/** The time. Services inject it instead of calling `Date.now()`, so that tests can set it. */
@Injectable()
export class Clock {
  /** Milliseconds since 1970. */
  now(): number {
    return Date.now();
  }
}
