import type { Checkpoint, IndexSeries, PriceMatrix, Rebalance } from '../shared/index-method';
import { Basket, LastCloses } from './basket';
import type { ChainedConfiguration } from './configuration';
import { rebalancePeriod } from './calendar';
import { SignalHistory } from './signal-history';
import { type TargetWeights, targetWeights } from './target-weights';

/** What is held, and the level from which its worth is chained: level = anchor level · worth / worth at the anchor. */
interface Holding {
  readonly basket: Basket;
  readonly period: string;
  readonly anchorLevel: number;
  readonly anchorWorth: number;
}

/** One walk over the sessions of a matrix. Make one for each computation. */
export class ChainedIndex {
  private readonly history: SignalHistory;
  private readonly last: LastCloses;
  private readonly dates: string[] = [];
  private readonly values: number[] = [];
  private readonly rebalances: Rebalance[] = [];
  private holding: Holding | undefined;
  private level: number | undefined;

  constructor(
    private readonly matrix: PriceMatrix,
    private readonly configuration: ChainedConfiguration,
  ) {
    this.history = new SignalHistory(matrix, configuration);
    this.last = new LastCloses(matrix);
  }

  from(baseValue: number): IndexSeries {
    return this.walk(0, baseValue);
  }

  /** Takes up the basket of the checkpoint as it was bought, at the closes of the session before. */
  after({ rebalance, level }: Checkpoint): IndexSeries {
    const session = this.sessionOn(rebalance.date);
    this.last.advanceTo(this.rowOf(session - 1));
    const basket = this.buy(this.columnsOf(rebalance));
    this.last.advanceTo(this.rowOf(session));
    this.anchor(basket, rebalance.date, level);
    return this.walk(session + 1, level);
  }

  private walk(first: number, baseValue: number): IndexSeries {
    for (let session = first; session < this.history.sessions.rows.length; session += 1) {
      if (this.level === undefined) this.start(session, baseValue);
      else this.advance(session, this.level);
    }
    return { dates: this.dates, values: Float64Array.from(this.values), rebalances: this.rebalances };
  }

  private start(session: number, baseValue: number): void {
    this.last.advanceTo(this.rowOf(session));
    if (targetWeights(this.history, session, this.configuration).weights.length > 0) this.publish(session, baseValue);
  }

  private advance(session: number, level: number): void {
    const bought = this.isDue(session) ? this.rebalance(session, level) : undefined;
    this.last.advanceTo(this.rowOf(session));
    this.publish(session, this.levelNow(level));
    if (bought !== undefined) this.anchor(bought, this.dateOf(session), this.level ?? level);
  }

  private isDue(session: number): boolean {
    return this.holding?.period !== this.periodOf(this.dateOf(session));
  }

  /** At the closes of the session before, which are the last known now. Nothing eligible: the old basket stays, still due. */
  private rebalance(session: number, level: number): Basket | undefined {
    const target = targetWeights(this.history, session - 1, this.configuration);
    if (target.weights.length === 0) return undefined;
    const basket = this.buy(target);
    const date = this.dateOf(session);
    this.anchor(basket, date, level);
    this.rebalances.push({ date, symbols: this.symbolsOf(target), weights: target.weights });
    return basket;
  }

  private buy(target: TargetWeights): Basket {
    return new Basket(target, this.last.closes);
  }

  /**
   * Chains from here on. Done at the reference session, so that the change of baskets does not move the level, and again on
   * the effective one, whose level is published: resuming from that starts from the same doubles.
   */
  private anchor(basket: Basket, date: string, level: number): void {
    const anchorWorth = basket.worth(this.last.closes);
    this.holding = { basket, period: this.periodOf(date), anchorLevel: level, anchorWorth };
    this.level = level;
  }

  private levelNow(level: number): number {
    if (this.holding === undefined) return level;
    const { basket, anchorLevel, anchorWorth } = this.holding;
    return anchorLevel * (basket.worth(this.last.closes) / anchorWorth);
  }

  private publish(session: number, level: number): void {
    const date = this.dateOf(session);
    if (!(Number.isFinite(level) && level > 0)) throw new RangeError(`the level on ${date} would be ${level}`);
    this.level = level;
    this.dates.push(date);
    this.values.push(level);
  }

  private sessionOn(date: string): number {
    const session = this.history.sessions.rows.findIndex((row) => this.matrix.dates[row] === date);
    if (session > 0) return session;
    throw new RangeError(
      `cannot resume on ${date}: it is not a session of the closes given, or the one before is missing`,
    );
  }

  private columnsOf({ date, symbols, weights }: Rebalance): TargetWeights {
    const parts = symbols.map((symbol, position) => {
      const column = this.matrix.symbols.indexOf(symbol);
      if (Number.isNaN(this.last.closes[column] ?? Number.NaN)) {
        throw new RangeError(`cannot resume on ${date}: no earlier close of ${symbol} is given`);
      }
      return { column, weight: weights[position] ?? Number.NaN };
    });
    parts.sort((left, right) => left.column - right.column);
    return { columns: parts.map(({ column }) => column), weights: parts.map(({ weight }) => weight) };
  }

  private symbolsOf({ columns }: TargetWeights): string[] {
    return columns.map((column) => this.matrix.symbols[column] ?? '');
  }

  private periodOf(date: string): string {
    return rebalancePeriod(date, this.configuration.rebalance_frequency);
  }

  private rowOf(session: number): number {
    return this.history.sessions.rows[session] ?? -1;
  }

  private dateOf(session: number): string {
    return this.matrix.dates[this.rowOf(session)] ?? '';
  }
}
