const MAX_NAMED = 3;

/**
 * Names in a text that fits a notice of 120 characters: `ZZ000, ZZ001, ZZ002 and 147 more`.
 * @param count how many there are, if `names` has only the first of them
 */
export function shortList(names: readonly string[], count = names.length): string {
  const named = names.slice(0, MAX_NAMED);
  const more = count - named.length;
  return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
