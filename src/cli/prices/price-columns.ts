import { PriceBar } from '../../prices';
import { CommandError } from '../command.error';

const REQUIRED = ['symbol', 'date', 'close'] as const;
const OPTIONAL = ['open', 'high', 'low', 'volume'] as const;

type Column = (typeof REQUIRED)[number] | (typeof OPTIONAL)[number];

type FieldReader = (fields: readonly string[]) => string;

const absent: FieldReader = () => '';

const EXPECTED = `${REQUIRED.join(',')}[,${OPTIONAL.join(',')}]`;

/** Where a file has which column, as its header says; they come in any order. */
export class PriceColumns {
  private readonly position: ReadonlyMap<string, number>;

  /** @throws CommandError naming the missing, unknown or repeated column */
  constructor(
    private readonly header: readonly string[],
    private readonly file: string,
  ) {
    const known: readonly string[] = [...REQUIRED, ...OPTIONAL];
    const names = header.map((name) => name.trim().toLowerCase());
    const faults = [
      ...REQUIRED.filter((name) => !names.includes(name)).map((name) => `column ${name} is missing`),
      ...names.filter((name) => !known.includes(name)).map((name) => `column ${JSON.stringify(name)} is not known`),
      ...names
        .filter((name, at) => known.includes(name) && names.indexOf(name) < at)
        .map((name) => `column ${name} is there twice`),
    ];
    if (faults.length > 0) throw new CommandError(`${file}: line 1: ${faults.join('; ')}; expected ${EXPECTED}`);
    this.position = new Map(names.map((name, at) => [name, at]));
  }

  /** @throws CommandError when the line has not as many fields as the header */
  barReader(): (fields: readonly string[], line: number) => PriceBar {
    const [symbol, date, close] = REQUIRED.map((column) => this.fieldReader(column) ?? absent);
    const optional = OPTIONAL.flatMap((column) => {
      const read = this.fieldReader(column);
      return read === undefined ? [] : [{ column, read }];
    });
    return (fields, line) => {
      if (fields.length !== this.header.length) throw this.miscounted(fields, line);
      const bar = { symbol: symbol?.(fields) ?? '', date: date?.(fields) ?? '', close: close?.(fields) ?? '', line };
      return optional.length === 0 ? bar : withOptional(bar, fields, optional);
    };
  }

  private fieldReader(column: Column): FieldReader | undefined {
    const at = this.position.get(column);
    return at === undefined ? undefined : (fields) => (fields[at] ?? '').trim();
  }

  private miscounted(fields: readonly string[], line: number): CommandError {
    const missing = this.header[fields.length];
    const where =
      missing === undefined ? `field ${this.header.length + 1} has no column` : `column ${missing} is missing`;
    return new CommandError(
      `${this.file}: line ${line}: ${where}: ${fields.length} fields where the header has ${this.header.length}`,
    );
  }
}

function withOptional(
  bar: PriceBar,
  fields: readonly string[],
  optional: readonly { readonly column: (typeof OPTIONAL)[number]; readonly read: FieldReader }[],
): PriceBar {
  const complete: { -readonly [Field in keyof PriceBar]: PriceBar[Field] } = bar;
  for (const { column, read } of optional) complete[column] = read(fields);
  return complete;
}
