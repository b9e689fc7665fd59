import { ApiProperty } from '@nestjs/swagger';
import { SYMBOL_PATTERN } from '../assets';
import { QueryList } from '../platform/http';
import { Series, SeriesQuery, SnapshotQuery } from '../platform/time-series';

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

const MAX_SYMBOLS = 100;
const SYMBOLS = { example: 'AAPL,MSFT', description: 'Symbols of assets; a slash is written %2F, a caret %5E' };

export class PriceSeriesQuery extends SeriesQuery {
  @QueryList(SYMBOL_PATTERN, MAX_SYMBOLS, SYMBOLS)
  symbols: string[];
}

export class LatestPricesQuery extends SnapshotQuery {
  @QueryList(SYMBOL_PATTERN, MAX_SYMBOLS, SYMBOLS)
  symbols: string[];
}

/** A price in a response: the decimals of the table as JSON numbers, digit by digit. */
export class PriceDto {
  @ApiProperty({ example: 'AAPL' })
  symbol: string;
  @ApiProperty({ example: '2024-03-28', format: 'date' })
  date: string;
  @ApiProperty({ example: 171.48, description: 'In the currency of the asset' })
  close: number;
  @ApiProperty({ example: 171.75, nullable: true, type: Number })
  open: number | null;
  @ApiProperty({ example: 172.23, nullable: true, type: Number })
  high: number | null;
  @ApiProperty({ example: 170.51, nullable: true, type: Number })
  low: number | null;
  @ApiProperty({ example: 65672700, nullable: true, type: Number })
  volume: number | null;
  @ApiProperty({ example: 'import', description: 'Where it comes from: a vendor, `import`, or `manual`' })
  source: string;
  @ApiProperty({ example: 12, description: 'The run that stored it' })
  runId: number;
  @ApiProperty({ example: '2026-01-02T22:10:05.120034Z', format: 'date-time' })
  recordedAt: string;
}

const run = { source: 'import', runId: 12, recordedAt: '2026-01-02T22:10:05.120034Z' };

export const PRICE_EXAMPLES = [
  {
    symbol: 'AAPL',
    date: '2024-03-27',
    close: 173.31,
    open: 170.41,
    high: 173.6,
    low: 170.11,
    volume: 60273300,
    ...run,
  },
  { symbol: 'AAPL', date: '2024-03-28', close: 171.48, open: null, high: null, low: null, volume: null, ...run },
];
