import { Injectable } from '@nestjs/common';

/** What time it is. Tests say it themselves. */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }
}
