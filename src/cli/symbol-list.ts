import { isSymbol, SYMBOL_FORM } from '../assets';
import { CommandError } from './command.error';

/** `AAPL,MSFT`. @throws CommandError naming the option, and what is no symbol or there twice */
export function symbolList(option: string, text: string): string[] {
  const symbols = text.split(',');
  const wrong = symbols.find((symbol) => !isSymbol(symbol));
  if (wrong !== undefined) throw new CommandError(`${option}: "${wrong}" ${SYMBOL_FORM}`);
  const repeated = symbols.find((symbol, position) => symbols.indexOf(symbol) !== position);
  if (repeated !== undefined) throw new CommandError(`${option}: ${repeated} is there twice`);
  return symbols;
}
