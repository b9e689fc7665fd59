import { BREAK_FACTOR } from '../levels/price-level';

/**
 * Follows one asset's rows as they arrive and notices whether they need a closer look: most batches come in order and
 * without a break, and sorting them in the database only to learn that would cost a third of the import.
 */
export class AssetTrail {
  private count = 0;
  private firstDay = '';
  private lastDay = '';
  private lastClose = 0;
  private outOfOrder = false;
  private broken = false;

  /** @param ordinal the number that stands for the symbol within the batch */
  constructor(
    readonly ordinal: number,
    private readonly breakFactor: number,
  ) {}

  /** A day that is not after the one before: rows may repeat or contradict each other. */
  get isOutOfOrder(): boolean {
    return this.outOfOrder;
  }

  get rows(): number {
    return this.count;
  }

  /** The first row's day: the earliest, as long as nothing is out of order. */
  get first(): string {
    return this.firstDay;
  }

  get needsExamination(): boolean {
    return this.broken || this.outOfOrder;
  }

  add(day: string, closeText: string): void {
    const close = Number(closeText);
    if (this.count++ === 0) this.firstDay = day;
    if (day <= this.lastDay) this.outOfOrder = true;
    else if (this.lastDay !== '' && isBreak(this.lastClose, close, this.breakFactor)) this.broken = true;
    this.lastDay = day;
    this.lastClose = close;
  }
}

/** Moves that some rule may object to. */
export function breakFactor(jumpFactor: number): number {
  return Math.min(BREAK_FACTOR, jumpFactor);
}

function isBreak(one: number, other: number, factor: number): boolean {
  return !(other < one * factor && one < other * factor);
}
