import { Injectable } from '@nestjs/common';

/** Rows that nobody needs when they are old, and whose absence changes no answer about prices and indices. */
export interface Disposable {
  /** What they are, as `reports`. */
  readonly name: string;
  /** How many there are from before an instant. */
  count(before: Date): Promise<number>;
  /** Deletes them, in the open transaction. Returns how many there were. */
  remove(before: Date): Promise<number>;
}

/** What may be cleaned up. Who owns such rows says so here while modules are initialised. */
@Injectable()
export class Disposables {
  private readonly known: Disposable[] = [];

  add(disposable: Disposable): void {
    this.known.push(disposable);
  }

  get all(): readonly Disposable[] {
    return this.known;
  }
}
