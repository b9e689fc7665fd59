import { PreparedStatement } from '../database';
import { isPast, SeriesRequest } from './series-request';

/** A statement and what it is bound to. */
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

  /** The owners whose rows were not all on the pages before. */
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
