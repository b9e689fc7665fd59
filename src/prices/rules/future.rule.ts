import { PriceRule } from './price-rule';

/** Nothing has been traded tomorrow. */
export const futureRule: PriceRule = {
  name: 'future',
  check: ({ date }, { today }) =>
    date > today ? `${date} is in the future; at the exchange it is ${today}` : undefined,
};
