import { PriceBar } from '../ingest/price-bar';

/** What a rule may know besides the bar. */
export interface RuleContext {
  /** The calendar day on which the batch is judged, in the exchange's time zone. */
  readonly today: string;
  /** The newest day whose session has ended: today, or the day before while today's session is open. */
  readonly newestClosedDay: string;
}

/** A rule that looks at one bar alone. What breaks it is impossible, and can never be released from quarantine. */
export interface PriceRule {
  readonly name: string;
  /** What is wrong with the bar, for a person to read; undefined when nothing is. */
  check(bar: PriceBar, context: RuleContext): string | undefined;
}

/** A broken rule: its name, and what is wrong. */
export interface Violation {
  readonly rule: string;
  readonly detail: string;
}
