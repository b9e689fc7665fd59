import { PriceBar } from '../ingest/price-bar';
import { PriceRule } from './price-rule';
import { quoted } from './quoted';

/** Plain notation only: no exponent, no NaN, no thousands separator. 20 digits behind the point hold any double's own text. */
const DECIMAL = /^-?\d{1,15}(\.\d{1,20})?$/;

const OPTIONAL_FIELDS = ['open', 'high', 'low', 'volume'] as const;

/** Every number is a finite decimal, and there is a close. */
export const decimalRule: PriceRule = {
  name: 'decimal',
  check: (bar) => {
    if (!DECIMAL.test(bar.close)) return bar.close === '' ? 'there is no close' : notDecimal('close', bar.close);
    return faultyOption(bar);
  },
};

function faultyOption(bar: PriceBar): string | undefined {
  for (const field of OPTIONAL_FIELDS) {
    const text = bar[field];
    if (text !== undefined && text !== '' && !DECIMAL.test(text)) return notDecimal(field, text);
  }
  return undefined;
}

function notDecimal(field: string, text: string): string {
  return `${field} ${quoted(text)} is not a decimal number`;
}
