import { SessionDays } from '../../platform/utils/exchange-calendar';
import { PriceBar } from '../ingest/price-bar';

/** A rule that looks at one bar alone. What breaks it is impossible, and can never be released from quarantine. */
export interface PriceRule {
  readonly name: string;
  /** What is wrong with the bar, for a person to read; undefined when nothing is. */
  check(bar: PriceBar, context: SessionDays): string | undefined;
}

/** A broken rule: its name, and what is wrong. */
export interface Violation {
  readonly rule: string;
  readonly detail: string;
}
