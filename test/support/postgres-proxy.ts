import { AddressInfo, connect, createServer, Server, Socket } from 'node:net';
import { once } from 'node:events';
import { MessageReader } from './postgres-messages';

/** A statement on its way to the server. */
export interface PassingStatement {
  readonly text: string;
  /** The raw values it is bound to; empty if it has none. */
  readonly values: Buffer;
  /** Its place in the open transaction, 0 for BEGIN; undefined outside of one. */
  readonly ordinal: number | undefined;
  /** The texts of the statements before it in the open transaction. */
  readonly before: readonly string[];
  /** Process id of the server's backend. */
  readonly backend: number;
}

/** What happens to a statement: something before it reaches the server, beside it, or instead of its answer. */
export interface Incident {
  readonly phase: 'before' | 'during' | 'answered';
  act(): Promise<void>;
}

export type Watcher = (statement: PassingStatement) => Incident | undefined;

/** Stands between a service and PostgreSQL, sees every statement, and can have something happen at exactly one of them. */
export class PostgresProxy {
  private watcher: Watcher = () => undefined;
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  /** @param target the server's address, which may change */
  static async before(target: () => URL): Promise<PostgresProxy> {
    const server = createServer();
    const proxy = new PostgresProxy(server);
    server.on('connection', (client) => proxy.connect(client, target()));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return proxy;
  }

  /** The same database and user, through the proxy. */
  url(direct: string): string {
    const url = new URL(direct);
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  /** Asked about every statement from now on. */
  watch(watcher: Watcher): void {
    this.watcher = watcher;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private connect(client: Socket, { hostname, port }: URL): void {
    const server = connect(Number(port), hostname);
    for (const socket of [client, server]) {
      this.sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
    }
    new Conversation(client, server, (statement) => this.watcher(statement));
  }
}

/** One connection. Messages of the client go on one after the other, so that an incident holds back what follows. */
class Conversation {
  private backend = 0;
  private text = '';
  private readonly prepared = new Map<string, string>();
  private transaction: string[] | undefined;
  private order: Promise<void> = Promise.resolve();
  private answerStolen: (() => void) | undefined;

  constructor(
    private readonly client: Socket,
    private readonly server: Socket,
    private readonly watcher: Watcher,
  ) {
    const asked = new MessageReader(true);
    const answered = new MessageReader(false);
    client.on('data', (chunk: Buffer) => {
      for (const message of asked.read(chunk)) this.order = this.order.then(() => this.forward(message));
    });
    server.on('data', (chunk: Buffer) => {
      if (this.backend === 0) for (const message of answered.read(chunk)) this.note(message);
      if (this.answerStolen === undefined) client.write(chunk);
      else this.answerStolen();
    });
    client.on('close', () => void this.order.finally(() => server.end()));
    server.on('close', () => client.resetAndDestroy());
  }

  /** BackendKeyData has the id of the process. */
  private note(message: Buffer): void {
    if (message[0] === 0x4b) this.backend = message.readInt32BE(5);
  }

  private async forward(message: Buffer): Promise<void> {
    const incident = this.incidentOf(message);
    if (incident?.phase === 'before') await incident.act();
    if (incident?.phase === 'answered') {
      this.answerStolen = () => {
        this.answerStolen = () => undefined;
        void incident.act().finally(() => this.client.resetAndDestroy());
      };
    }
    this.server.write(message);
    if (incident?.phase === 'during') await incident.act();
  }

  private incidentOf(message: Buffer): Incident | undefined {
    const kind = String.fromCharCode(message[0] ?? 0);
    if (kind === 'P') this.prepare(message);
    if (kind === 'Q') return this.pass(textAt(message, 5), Buffer.alloc(0));
    if (kind !== 'B') return undefined;
    const portal = textAt(message, 5);
    const name = textAt(message, 5 + portal.length + 1);
    return this.pass(name === '' ? this.text : (this.prepared.get(name) ?? ''), message);
  }

  private prepare(message: Buffer): void {
    const name = textAt(message, 5);
    const text = textAt(message, 5 + Buffer.byteLength(name) + 1);
    if (name === '') this.text = text;
    else this.prepared.set(name, text);
  }

  private pass(text: string, values: Buffer): Incident | undefined {
    if (/^\s*begin/i.test(text)) this.transaction = [];
    const before = this.transaction;
    const incident = this.watcher({
      text,
      values,
      ordinal: before?.length,
      before: before ?? [],
      backend: this.backend,
    });
    this.transaction = /^\s*(commit|rollback\s*$)/i.test(text) ? undefined : before && [...before, text];
    return incident;
  }
}

/** The text from `start` to the next zero byte. */
function textAt(message: Buffer, start: number): string {
  return message.toString('utf8', start, message.indexOf(0, start));
}
