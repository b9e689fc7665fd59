import { Injectable } from '@nestjs/common';

export interface LimitDecision {
  readonly policy: string;
  readonly client: string;
  readonly admitted: boolean;
}

type Listener = (decision: LimitDecision) => void;

/** Tells whoever wants to count what was decided. */
@Injectable()
export class LimitDecisions {
  private readonly listeners: Listener[] = [];

  subscribe(listener: Listener): void {
    this.listeners.push(listener);
  }

  report(decision: LimitDecision): void {
    for (const listener of this.listeners) listener(decision);
  }
}
