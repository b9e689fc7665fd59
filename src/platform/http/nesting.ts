/** Whether arrays and objects are nested in each other more than `most` levels deep. Looks no deeper than that. */
export function isNestedDeeper(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return most === 0 || Object.values(value).some((part) => isNestedDeeper(part, most - 1));
}
