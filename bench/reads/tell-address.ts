/** Tells who started this server where it listens, and ends with it, so that a bench that fails leaves nothing running. */
export function tellAddress(url: string): void {
  process.send?.(url);
  process.once('disconnect', () => process.exit());
}
