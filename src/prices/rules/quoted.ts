const LONGEST = 40;

/** Foreign text inside a message: cut, and without control characters. */
export function quoted(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
  return `"${cut.replace(/[\p{Cc}\p{Cs}]/gu, '?')}"`;
}
