import { QueryBoolean, QueryEnum, QueryInteger } from '../../platform/http/query';
import { RUN_KINDS, RunKind } from '../../runs';

const LARGEST_ID = Number.MAX_SAFE_INTEGER;

export class RunParameter {
  @QueryInteger(1, LARGEST_ID, { example: 12 })
  id: number;
}

export class RunListQuery {
  @QueryEnum([...RUN_KINDS], { optional: true })
  kind?: RunKind;

  @QueryInteger(1, 500, { default: 50 })
  limit: number = 50;

  @QueryInteger(1, LARGEST_ID, { optional: true, description: 'The nextCursor of the page before' })
  cursor?: number;
}

export class RefreshQuery {
  @QueryBoolean({ default: false, description: 'Answer only when the run has ended' })
  wait: boolean = false;
}
