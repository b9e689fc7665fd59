import { Client } from 'pg';

/** Writes down every statement that goes to PostgreSQL, in order, as `<connection>: <statement>`. */
export class StatementLog {
  private readonly connections: unknown[] = [];
  private lines: string[] = [];
  private readonly spy: jest.SpyInstance;

  constructor() {
    const original: (this: unknown, ...values: unknown[]) => unknown = Client.prototype.query;
    const note = (client: unknown, statement: unknown): void => this.note(client, statement);
    this.spy = jest.spyOn(Client.prototype, 'query').mockImplementation(function (this: unknown, ...values: unknown[]) {
      note(this, values[0]);
      return original.apply(this, values) as never;
    });
  }

  /** What was sent since the last call. Connections are numbered in the order of their first statement since then. */
  take(): string[] {
    const { lines } = this;
    this.lines = [];
    this.connections.length = 0;
    return lines;
  }

  restore(): void {
    this.spy.mockRestore();
  }

  private note(client: unknown, statement: unknown): void {
    if (!this.connections.includes(client)) this.connections.push(client);
    const text = typeof statement === 'string' ? statement : (statement as { text?: string }).text;
    this.lines.push(`${this.connections.indexOf(client) + 1}: ${text ?? 'a stream'}`);
  }
}
