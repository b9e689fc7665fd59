import { Injectable } from '@nestjs/common';

/** Rows that nobody needs when they are old, and whose absence changes no answer about prices and indices. */
export interface Disposable {
  /** What they are, as `reports`. */
  readonly name: string;
  readonly table: string;
  /** SQL: which of its rows are from before the instant `$1`, and needed by nobody. */
  readonly condition: string;
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
