import { setTimeout as pause } from 'node:timers/promises';

/** A pause that can be cut short; a ring that nobody waits for cuts the next one. */
export class Alarm {
  private rung = false;
  private waiting: AbortController | undefined;

  ring(): void {
    this.rung = true;
    this.waiting?.abort();
  }

  async wait(milliseconds: number): Promise<void> {
    if (!this.rung) {
      this.waiting = new AbortController();
      await pause(milliseconds, undefined, { signal: this.waiting.signal }).catch(() => undefined);
    }
    this.rung = false;
  }
}
