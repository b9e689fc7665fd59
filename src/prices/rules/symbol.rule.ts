import { isSymbol, SYMBOL_FORM } from '../../assets';
import { PriceRule } from './price-rule';
import { quoted } from './quoted';

/** The first of two steps: whether text can be a symbol. Whether an asset has it, the database says for all at once. */
export const symbolRule: PriceRule = {
  name: 'symbol',
  check: ({ symbol }) => (isSymbol(symbol) ? undefined : `symbol ${quoted(symbol)} ${SYMBOL_FORM}`),
};
