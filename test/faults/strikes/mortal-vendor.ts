import { Exchange, FakeVendor, Reply, send, series, startFakeVendor } from '../../support/fake-vendor';
import { ChangingMarket } from './changing-market';

/** How a vendor dies: the connection is cut before or within the answer, or nothing but errors comes. */
export type Death = 'cut' | 'half an answer' | 'errors';

/** A vendor over HTTP that sells the market, and dies when told. */
export class MortalVendor {
  private answered = 0;
  private dying: { readonly how: Death; readonly after: number; readonly times: number } | undefined;

  private constructor(
    private readonly vendor: FakeVendor,
    private readonly market: ChangingMarket,
  ) {
    vendor.script((exchange) => this.reply(exchange));
  }

  static async of(market: ChangingMarket): Promise<MortalVendor> {
    return new MortalVendor(await startFakeVendor(), market);
  }

  /** What a service is told to ask it. */
  get environment(): Record<string, string> {
    return {
      MARKET_DATA_PROVIDERS: 'twelvedata',
      TWELVEDATA_BASE_URL: this.vendor.url,
      TWELVEDATA_API_KEY: 'a-key-of-nobody',
      TWELVEDATA_CREDITS_PER_MINUTE: '1000000',
      TWELVEDATA_CREDITS_PER_DAY: '1000000000',
    };
  }

  /** From now on: gives `after` good answers, then dies `times` times. */
  die(how: Death, after: number, times: number): void {
    this.answered = 0;
    this.dying = { how, after, times };
  }

  recover(): void {
    this.dying = undefined;
  }

  /** Whether it has died since it was told to. */
  get hasDied(): boolean {
    return this.dying !== undefined && this.answered > this.dying.after;
  }

  close(): Promise<void> {
    return this.vendor.close();
  }

  private reply(exchange: Exchange): void {
    const place = this.answered++;
    const { dying } = this;
    const dies = dying !== undefined && place >= dying.after && place < dying.after + dying.times;
    (dies ? DEATHS[dying.how] : this.sell)(exchange);
  }

  private readonly sell: Reply = ({ query, symbols, response }) => {
    const [from, to] = [query.get('start_date') ?? '', query.get('end_date') ?? ''];
    const parts = symbols.map((symbol) => [symbol, this.part(symbol, from, to)] as const);
    send(response, 200, parts.length === 1 ? parts[0]?.[1] : Object.fromEntries(parts));
  };

  private part(symbol: string, from: string, to: string): object {
    const closes = this.market.between(symbol, from, to);
    const values = closes.map(({ date, close }) => ({ datetime: date, open: close, high: close, low: close, close }));
    return series(symbol, [], (part) => (part.values = values));
  }
}

const DEATHS: Readonly<Record<Death, Reply>> = {
  cut: ({ response }) => void response.destroy(),
  'half an answer': ({ response }) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{"AAA":{"meta":{"symbol":"AAA","interval":"1d', () => response.destroy());
  },
  errors: ({ response }) => void response.writeHead(503).end(),
};
