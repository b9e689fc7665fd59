import { PreparedStatement } from '../database';
import { csvRow, jsonRow, jsonValue, outputColumns, storedColumns } from './series';
import { isPast, SeriesRequest } from './series-request';

/** A statement and its values. */
export interface BoundStatement {
  readonly statement: PreparedStatement;
  readonly values: readonly unknown[];
}

/** The values of a request as parameters of a statement: each is numbered when the statement first names it. */
export class Parameters {
  private readonly names = new Map<string, string>();
  private readonly values: unknown[] = [];

  constructor(private readonly request: SeriesRequest) {}

  get labels(): string {
    return this.bind('labels', 'text[]', this.request.labels);
  }

  /** The owners with rows that no earlier page had. */
  get remaining(): string {
    const { labels, position } = this.request;
    return this.bind('remaining', 'text[]', position ? labels.filter((label) => label >= position.label) : labels);
  }

  get from(): string {
    return this.bind('from', 'date', this.request.from);
  }

  get to(): string {
    return this.bind('to', 'date', this.request.to);
  }

  get version(): string {
    return this.bind('version', 'bigint', this.request.position?.version);
  }

  get knownAt(): string {
    return this.bind('knownAt', 'timestamptz', this.request.knownAt);
  }

  get afterLabel(): string {
    return this.bind('afterLabel', 'text', this.request.position?.label);
  }

  get afterDate(): string {
    return this.bind('afterDate', 'date', this.request.position?.date);
  }

  get afterMember(): string {
    return this.bind('afterMember', 'text', this.request.position?.member);
  }

  get limit(): string {
    return this.bind('limit', 'bigint', this.request.limit);
  }

  get perOwner(): string {
    return this.bind('perOwner', 'bigint', this.request.perOwner ?? this.request.limit);
  }

  /** The statement for this series and kind of request; `text` must depend on nothing else. */
  statement(form: string, text: string): BoundStatement {
    const { series, order } = this.request;
    const name = [series.name, form, order, isPast(this.request) ? 'past' : 'present'].join(' ');
    return { statement: { name, text }, values: this.values };
  }

  private bind(name: string, type: string, value: unknown): string {
    const known = this.names.get(name);
    if (known !== undefined) return known;
    const parameter = `$${this.values.push(value ?? null)}::${type}`;
    this.names.set(name, parameter);
    return parameter;
  }
}

/** `rows`: JSON objects. `columns`: a JSON array for each column. `lines`: JSON objects, streamed. `csv`: streamed. */
export type SeriesForm = 'rows' | 'columns' | 'lines' | 'csv';

const INSTANT = `to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** The version of the data that the request reads: `version`, and `tag`, which is unique to it. */
export function versionStatement(request: SeriesRequest): BoundStatement {
  const bound = new Parameters(request);
  return bound.statement('version', `select version::text, ${TAG} from (${versionSql(request, bound)}) as data`);
}

/** One row: `version`, `tag`, `labels` of the owners that exist, `count` and `part0`, `part1`, ... of the page. */
export function pageStatement(request: SeriesRequest, form: 'rows' | 'columns'): BoundStatement {
  const bound = new Parameters(request);
  const columns = outputColumns(request.series);
  const values = form === 'rows' ? [jsonRow(columns)] : columns.map(jsonValue);
  const parts = values.map((sql, position) => `string_agg(${sql}, E',\\n') as part${position}`);
  return bound.statement(
    form,
    `with data as materialized (${versionSql(request, bound)})
     select version::text, ${TAG}, (${labelsSql(request, bound)}) as labels, page.*
     from data, (select count(*)::int as count, ${parts.join(', ')} from ${rowsSql(request, bound)}) as page`,
  );
}

/** One row: `version`, `tag` and the `labels` of the owners that exist. */
export function headStatement(request: SeriesRequest): BoundStatement {
  const bound = new Parameters(request);
  const labels = labelsSql(request, bound);
  return bound.statement(
    'head',
    `select version::text, ${TAG}, (${labels}) as labels from (${versionSql(request, bound)}) as data`,
  );
}

/** Every row as one text, `line`. */
export function streamStatement(request: SeriesRequest, form: 'lines' | 'csv'): BoundStatement {
  const bound = new Parameters(request);
  const columns = outputColumns(request.series);
  const line = form === 'csv' ? csvRow(columns) : jsonRow(columns);
  return bound.statement(
    form,
    `with data as materialized (${versionSql(request, bound)}) select ${line} as line from ${rowsSql(request, bound)}`,
  );
}

// The instant makes the tag differ from the same version of another database.
const TAG = `version || '.' || (extract(epoch from recorded_at) * 1000000)::bigint as tag`;

function versionSql(request: SeriesRequest, bound: Parameters): string {
  if (!isPast(request)) return 'select version, recorded_at from data_version';
  return `select coalesce(past.data_version, 0) as version, coalesce(past.recorded_at, 'epoch') as recorded_at
    from (select) as always left join (
      select data_version, recorded_at from runs
      where data_version <= coalesce(${bound.version}, 9223372036854775807)
        and recorded_at <= coalesce(${bound.knownAt}, 'infinity')
      order by data_version desc limit 1
    ) as past on true`;
}

function labelsSql({ series: { owners } }: SeriesRequest, bound: Parameters): string {
  return `select array_agg(${owners.label}) from ${owners.table} where ${owners.label} = any(${bound.labels})`;
}

/** The requested rows in order, as `row`, each with the instant of its run, as `run`. */
function rowsSql(request: SeriesRequest, bound: Parameters): string {
  const { owners } = request.series;
  return `(
      select owner.label, item.* from (
        select id, ${owners.label} collate "C" as label from ${owners.table}
        where ${owners.label} = any(${bound.remaining}) order by 2
      ) as owner cross join lateral (${itemsSql(request, bound)}) as item
      order by owner.label, ${orderSql(request)} limit ${bound.limit}
    ) as row left join lateral (
      select ${INSTANT} as recorded_at from runs where id = row.run_id offset 0
    ) as run on true`;
}

/** The rows of one owner: the current ones, or those of the version in `data`. */
function itemsSql(request: SeriesRequest, bound: Parameters): string {
  const { rows, revisions } = request.series;
  const some = (from: string, condition: string): string => `
    select ${['date', ...storedColumns(request.series).map(({ column }) => column), 'run_id'].map((name) => `item.${name}`).join(', ')}
    from ${from} where ${inRange(request, bound)} ${condition}
    order by ${orderSql(request)} limit ${bound.perOwner}`;
  if (!isPast(request)) return some(`${rows} as item`, '');
  const written = 'join runs as written on written.id = item.run_id';
  const superseded = 'join runs as superseded on superseded.id = item.superseded_by';
  const known = 'and written.data_version <= (select version from data)';
  return `select * from (
      (${some(`${rows} as item ${written}`, known)}) union all
      (${some(
        `${revisions} as item ${written} ${superseded}`,
        `${known} and superseded.data_version > (select version from data)`,
      )})
    ) as item order by ${orderSql(request)} limit ${bound.perOwner}`;
}

/** Days from `from` to `to`. Of the owner where the previous page ended, only the rows after its last row. */
function inRange({ series, order }: SeriesRequest, bound: Parameters): string {
  const step = series.member === undefined ? 1 : 0;
  const behind = (day: string, otherwise: string): string =>
    `case when owner.label = ${bound.afterLabel} then ${day} else ${otherwise} end`;
  const from = `coalesce(${bound.from}, '-infinity')`;
  const to = `coalesce(${bound.to}, 'infinity')`;
  const first = order === 'asc' ? behind(`${bound.afterDate} + ${step}`, from) : from;
  const last = order === 'desc' ? behind(`${bound.afterDate} - ${step}`, to) : to;
  const range = `item.${series.ownerId} = owner.id and item.date >= ${first} and item.date <= ${last}`;
  if (series.member === undefined) return range;
  return `${range} and (item.date is distinct from ${bound.afterDate} or item.${series.member.column} > ${bound.afterMember})`;
}

function orderSql({ series: { member }, order }: SeriesRequest): string {
  return `item.date ${order}${member === undefined ? '' : `, item.${member.column}`}`;
}
