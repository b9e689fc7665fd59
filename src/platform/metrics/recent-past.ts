import { RecentSlot } from './recent-slot';

const SLOT_MS = 1_000;
const SLOTS = 3_601;

/** The last hour second by second; older ones are overwritten. */
export class RecentPast {
  private readonly slots: { number: number; slot: RecentSlot }[] = [];

  /** @param clock milliseconds, never going back */
  constructor(private readonly clock: () => number = () => performance.now()) {}

  /** Where to count what happens now. */
  get now(): RecentSlot {
    const number = Math.floor(this.clock() / SLOT_MS);
    const known = this.slots[number % SLOTS];
    if (known?.number === number) return known.slot;
    const slot = new RecentSlot();
    this.slots[number % SLOTS] = { number, slot };
    return slot;
  }

  /** Everything of the last `minutes`, the second under way and the one cut by the beginning included. */
  last(minutes: number): RecentSlot {
    const first = Math.floor((this.clock() - minutes * 60_000) / SLOT_MS);
    const sum = new RecentSlot();
    this.slots.filter(({ number }) => number >= first).forEach(({ slot }) => sum.merge(slot));
    return sum;
  }
}
