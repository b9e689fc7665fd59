import { FieldOptions, field } from './fields';

/** ISO 4217, in capitals, as stored and compared: `usd` is not accepted. */
const CURRENCIES = `
  AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN
  BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP
  GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF
  KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR
  MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK
  SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI
  UYU UYW UZS VED VES VND VUV WST XAF XAG XAU XBA XBB XBC XBD XCD XDR XOF XPD XPF XPT XSU XTS XUA XXX
  YER ZAR ZMW ZWL
`
  .trim()
  .split(/\s+/);

const KNOWN = new Set<unknown>(CURRENCIES);

/** Whether it is a code of ISO 4217, in capitals. */
export function isCurrencyCode(value: unknown): value is string {
  return KNOWN.has(value);
}

/** The code of a currency. */
export function CurrencyCode(options: FieldOptions = {}): PropertyDecorator {
  return field(
    {
      name: 'currencyCode',
      requirement: 'must be a currency code of ISO 4217, as USD',
      accepts: isCurrencyCode,
      schema: { type: 'string', enum: CURRENCIES, enumName: 'Currency' },
    },
    { description: 'ISO 4217', ...options },
  );
}
