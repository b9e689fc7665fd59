/** Rows by what they are. */
export type CleanupCounts = Readonly<Record<string, number>>;

export interface CleanupRequester {
  readonly name: string;
  readonly requestId?: string;
}
