const NONE = '–';
const PERCENT = new Intl.NumberFormat('en-US', {
  style: 'percent',
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});
const SIGNED = new Intl.NumberFormat('en-US', {
  style: 'percent',
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
  signDisplay: 'exceptZero',
});
const NUMBER = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** For readers: two decimals, a typographic minus, a dash for what is undefined. */
export const percent = (fraction: number | null): string =>
  fraction === null ? NONE : minus(PERCENT.format(fraction));
export const signedPercent = (fraction: number | null): string =>
  fraction === null ? NONE : minus(SIGNED.format(fraction));
export const decimal = (value: number | null): string => (value === null ? NONE : minus(NUMBER.format(value)));

function minus(text: string): string {
  return text.replace('-', '\u2212');
}
