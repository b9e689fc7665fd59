import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { PriceSegment } from '../validation/price-segments';

/** Bars at the beginning of a segment from which its tick size is derived; fewer than three moves are not enough. */
const LOOK_AHEAD = 20;

const MOVES = `position between 2 and ${LOOK_AHEAD} and close <> previous`;

/** Closes as they would be after the batch, of the given assets, from the last stored day before to the first one after. */
const SERIES = `
  staged as materialized (select asset_id, date, close from staged_prices where asset_id = any($1)),
  batch as (select asset_id, min(date) as first, max(date) as last from staged group by asset_id),
  -- Materialized, and below OFFSET 0: else the planner reads the whole table, and looks for these days at each of its rows.
  around as materialized (
    select asset_id,
      coalesce((select max(date) from prices where asset_id = batch.asset_id and date < first), first) as first,
      coalesce((select min(date) from prices where asset_id = batch.asset_id and date > last), last) as last
    from batch
  ),
  stored as (
    select p.* from around cross join lateral (
      select asset_id, date, close, protected from prices
      where asset_id = around.asset_id and date between around.first and around.last offset 0
    ) as p
  ),
  -- Grouped, not joined: nothing is known of the size of what is in here, and a nested loop over it is quadratic.
  days as (
    select asset_id, date, max(staged) as staged, max(stored) as stored, bool_or(protected) as protected
    from (
      select asset_id, date, close as staged, null::numeric as stored, false as protected from staged
      union all
      select asset_id, date, null, close, protected from stored
    ) as either group by asset_id, date
  ),
  series as (
    select asset_id, date, case when protected or staged is null then stored else staged end as close,
      staged is null or (stored is not null and (protected or stored = staged)) as trusted
    from days
  )`;

/** Cuts the prices of a batch, together with the stored ones around them, into price segments. */
@Injectable()
export class PriceSegmentsRepository {
  constructor(private readonly database: Database) {}

  /** The segments of each asset that has more than one, by asset and time. */
  find(assetIds: readonly number[], breakFactor: number): Promise<PriceSegment[]> {
    return this.database.transaction.query<PriceSegment>(
      `with ${SERIES},
       steps as (
         select *, lag(close) over (partition by asset_id order by date) as previous from series
       ),
       numbered as (
         select *, count(*) filter (where close >= previous * $2::numeric or previous >= close * $2::numeric)
           over (partition by asset_id order by date) as segment
         from steps
       ),
       -- By a window, not by "in": the planner takes what is in here for small, and compares each row with every other.
       positioned as (
         select *, row_number() over (partition by asset_id, segment order by date) as position,
           max(segment) over (partition by asset_id) as last_segment
         from numbered
       )
       select asset_id as "assetId", min(date)::text as first, max(date)::text as last,
         ((array_agg(close order by date))[1])::float8 as "firstClose",
         ((array_agg(close order by date desc))[1])::float8 as "lastClose",
         count(*)::int as bars, bool_or(trusted) as trusted,
         coalesce(case when count(*) filter (where ${MOVES}) >= 3
           then min(abs(close - previous) / close) filter (where ${MOVES}) end, 0)::float8 as coarseness
       from positioned where last_segment > 0 group by asset_id, segment order by asset_id, segment`,
      [assetIds, breakFactor],
    );
  }

  /** Days on which the batch would change a stored close by a factor between the two, up or down. */
  findRestated(
    least: number,
    most: number,
  ): Promise<{ ordinal: number; date: string; close: string; stored: string }[]> {
    return this.database.transaction.query(
      `select i.ordinal, date::text, i.close::text, p.close::text as stored
       from staged_prices i join prices p using (asset_id, date)
       where not p.protected and (i.close / p.close between $1::numeric and $2::numeric
         or p.close / i.close between $1::numeric and $2::numeric)
       order by i.ordinal, date`,
      [least, most],
    );
  }
}
