/** ISO 4217 codes that the web app offers, with their names. */
export const CURRENCIES = {
  USD: 'US Dollar',
  EUR: 'Euro',
  GBP: 'British Pound',
  JPY: 'Japanese Yen',
  CAD: 'Canadian Dollar',
  AUD: 'Australian Dollar',
  CHF: 'Swiss Franc',
  CNY: 'Chinese Yuan',
  INR: 'Indian Rupee',
  MXN: 'Mexican Peso',
  BRL: 'Brazilian Real',
  SEK: 'Swedish Krona',
  NOK: 'Norwegian Krone',
  DKK: 'Danish Krone',
  SGD: 'Singapore Dollar',
  HKD: 'Hong Kong Dollar',
  KRW: 'South Korean Won',
  TWD: 'New Taiwan Dollar',
  NZD: 'New Zealand Dollar',
  ZAR: 'South African Rand',
} as const satisfies Readonly<Record<string, string>>;

export function isCurrency(code: string): boolean {
  return Object.hasOwn(CURRENCIES, code);
}
