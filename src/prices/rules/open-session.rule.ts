import { PriceRule } from './price-rule';

/** While the session is open, its bar holds the latest trade and not the close. */
export const openSessionRule: PriceRule = {
  name: 'open-session',
  check: ({ date }, { lastCompleted, today }) =>
    date > lastCompleted && date <= today ? `the session of ${date} has not closed yet` : undefined,
};
