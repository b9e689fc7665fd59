import { Series } from '../platform/time-series';

/** Closes by asset and day. The key and the columns of a bar are those of the tables `prices` and `price_revisions`. */
export const PRICE_SERIES: Series = {
  name: 'prices',
  owners: { noun: 'asset', table: 'assets', label: 'symbol', shownAs: 'symbol' },
  rows: 'prices',
  revisions: 'price_revisions',
  ownerId: 'asset_id',
  columns: [
    { name: 'close', column: 'close', kind: 'number' },
    { name: 'open', column: 'open', kind: 'optional-number' },
    { name: 'high', column: 'high', kind: 'optional-number' },
    { name: 'low', column: 'low', kind: 'optional-number' },
    { name: 'volume', column: 'volume', kind: 'optional-number' },
    { name: 'source', column: 'source', kind: 'text' },
  ],
};
