import { Factor } from './instruments';
import { hashText, normal } from './random';

/** Returns of one factor, the first one on `FIRST_DAY`, one a weekday. */
interface FactorModel {
  readonly drift: number;
  /** Standard deviation of a usual day. */
  readonly volatility: number;
}

const MODELS: Readonly<Record<Factor, FactorModel>> = {
  market: { drift: 0.0005, volatility: 0.0105 },
  technology: { drift: 0.0002, volatility: 0.009 },
  rates: { drift: 0.00005, volatility: 0.0042 },
  gold: { drift: 0.0002, volatility: 0.009 },
  oil: { drift: 0.0001, volatility: 0.022 },
  dollar: { drift: 0, volatility: 0.0035 },
};

/** GARCH(1,1), Bollerslev 1986: yesterday's shock makes 9 % of today's variance, yesterday's variance 88 %. */
const SHOCK = 0.09;
const MEMORY = 0.88;

export type FactorReturns = Readonly<Record<Factor, readonly number[]>>;

/** The returns of every factor on each of these days (days since 1970-01-01, ascending, from the first of the market). */
export function factorReturns(days: readonly number[]): FactorReturns {
  return {
    market: simulate('market', days),
    technology: simulate('technology', days),
    rates: simulate('rates', days),
    gold: simulate('gold', days),
    oil: simulate('oil', days),
    dollar: simulate('dollar', days),
  };
}

/** Quiet and wild times follow each other, as in real markets, because variance remembers. */
function simulate(factor: Factor, days: readonly number[]): number[] {
  const { drift, volatility } = MODELS[factor];
  const seed = hashText(`factor ${factor}`);
  const usual = volatility * volatility;
  let variance = usual;
  return days.map((day) => {
    const shock = Math.sqrt(variance) * normal(seed, day);
    variance = (1 - SHOCK - MEMORY) * usual + SHOCK * shock * shock + MEMORY * variance;
    return drift + shock;
  });
}
