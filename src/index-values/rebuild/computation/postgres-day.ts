const DAY_MS = 86_400_000;
const EPOCH = Date.UTC(2000, 0, 1);

/** A calendar day as PostgreSQL's binary format has it, in days since 2000-01-01, as `YYYY-MM-DD`. */
export function dayText(day: number): string {
  return new Date(EPOCH + day * DAY_MS).toISOString().slice(0, 10);
}
