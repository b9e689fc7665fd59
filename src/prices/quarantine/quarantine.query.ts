import { SYMBOL_FORM, SYMBOL_PATTERN } from '../../assets';
import { QueryBoolean, QueryEnum, QueryInteger, QueryPattern } from '../../platform/http';
import { QUARANTINE_STATES, QuarantineState } from './quarantined-price';

export class QuarantineListQuery {
  @QueryPattern(SYMBOL_PATTERN, SYMBOL_FORM, { optional: true, example: 'AAPL' })
  symbol?: string;

  @QueryPattern(/[a-z-]{1,30}/, 'must be the name of a rule', { optional: true, example: 'split' })
  rule?: string;

  @QueryEnum(QUARANTINE_STATES, { optional: true })
  state?: QuarantineState;

  @QueryInteger(1, 1_000, { default: 100 })
  limit: number = 100;

  @QueryPattern(/[1-9]\d{0,14}/, 'must be the nextCursor of the page before', { optional: true })
  cursor?: string;
}

export class QuarantineParameter {
  @QueryInteger(1, Number.MAX_SAFE_INTEGER, { example: 12 })
  id: number;
}

export class ReleaseQuery {
  @QueryBoolean({ default: false, description: 'Also release what the same run held for the same reason' })
  alike: boolean = false;
}
