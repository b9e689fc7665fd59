import { setTimeout as pause } from 'node:timers/promises';
import { Incident, PassingStatement } from '../../support/postgres-proxy';
import { faultsOf } from './check-history';
import { Told } from './history';
import { INDEX, Laboratory, WHOLE } from './laboratory';
import { Random } from './random';
import { Reader } from './reader';
import { closesOf, committedVersions, recordedRuns } from './recorded';
import { describeStrike, isAt, isOfStoring, planStrikes, Strike } from './strike';

/** A run whose process died is recognised when it has given no sign of life for ten seconds; the machine may be slow. */
const TIMEOUT_MS = 60_000;

export interface CampaignReport {
  /** What all-or-nothing forbids and was seen nevertheless, a sentence each. */
  readonly faults: readonly string[];
  readonly strikes: number;
  /** Strikes by kind: how many met their moment, and what the client was told of the refresh then. */
  readonly outcomes: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Distinct statements of the unit at which the connection was cut, of how many there are. */
  readonly statementsCut: number;
  readonly statements: number;
  /** Stages in which the process was killed. */
  readonly stagesKilled: readonly string[];
  readonly answers: number;
  readonly answersByVersion: number;
  readonly refused: number;
  readonly versions: number;
  readonly runs: Readonly<Record<string, number>>;
  readonly seconds: number;
}

/** Strikes refreshes while readers read, and holds all that was seen against what was committed. */
export class Campaign {
  private readonly told: Told[] = [];
  private readonly market = new Map<string, string>();
  private readonly faults: string[] = [];
  private readonly outcomes: Record<string, Record<string, number>> = {};
  private readonly cut = new Set<number>();
  private readonly stagesKilled = new Set<string>();
  private during = 'the beginning';
  private statements = 0;

  private constructor(
    private readonly seed: number,
    private readonly laboratory: Laboratory,
    private readonly random: Random,
    private readonly note: (line: string) => void,
  ) {}

  /** @param note told each strike and what came of it */
  static async run(
    seed: number,
    strikes: number,
    note: (line: string) => void = () => undefined,
  ): Promise<CampaignReport> {
    const begun = performance.now();
    const random = new Random(seed);
    const laboratory = await Laboratory.open(random);
    try {
      const campaign = new Campaign(seed, laboratory, random, note);
      const readers = campaign.readers();
      await campaign.learn();
      await campaign.whileReading(readers, () => campaign.strikeAll(strikes));
      return await campaign.report(strikes, readers, begun);
    } finally {
      await laboratory.close();
    }
  }

  /** Refreshes without any strike: so that there is something to read, and to see how many statements a unit has. */
  private async learn(): Promise<void> {
    await this.mustSucceed('first');
    this.laboratory.proxy.watch((statement) => {
      if (isOfStoring(statement)) this.statements = Math.max(this.statements, statement.ordinal ?? 0);
      return undefined;
    });
    this.laboratory.market.advance();
    await this.mustSucceed('second');
    if (this.statements === 0) throw new Error('The transaction that stores a refresh was not recognised');
  }

  private async whileReading(readers: readonly Reader[], work: () => Promise<void>): Promise<void> {
    const reading = readers.map((reader) => reader.readOn());
    try {
      await work();
    } finally {
      for (const reader of readers) reader.end();
      await Promise.all(reading);
    }
  }

  private readers(): Reader[] {
    const circumstances = { instances: () => this.laboratory.instances, during: () => this.during };
    return [
      new Reader('prices', this.laboratory.pricesPath, circumstances),
      new Reader('index-values', `/api/v1/index-values?index=${INDEX}&${WHOLE}`, circumstances),
      new Reader('allocations', `/api/v1/indices/${INDEX}/allocations?${WHOLE}`, circumstances),
    ];
  }

  private async strikeAll(count: number): Promise<void> {
    const plan = planStrikes(count, this.statements, this.random);
    for (const [place, strike] of plan.entries()) {
      this.during = `strike ${place + 1} (${describeStrike(strike)})`;
      const name = `seed-${this.seed}-strike-${place + 1}`;
      this.laboratory.market.advance();
      const outcome = await this.strikeOnce(strike, name);
      this.note(`${this.during}: ${outcome}`);
      await this.laboratory.heal();
      await this.mustSucceed(`${name}-next`);
    }
  }

  /** @returns what the client was told of the refresh: how it ended, or nothing; `missed` if the strike never came */
  private async strikeOnce(strike: Strike, name: string): Promise<string> {
    const instance = this.random.below(2);
    const landed = this.arm(strike, instance);
    const told = await this.ask(instance, name);
    const outcome = landed() ? (told?.status ?? 'nothing') : 'missed';
    const outcomes = (this.outcomes[strike.kind] ??= {});
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    return outcome;
  }

  /** @returns whether the strike has met its moment */
  private arm(strike: Strike, instance: number): () => boolean {
    const { vendor, proxy } = this.laboratory;
    if (strike.kind === 'vendor') {
      vendor.die(strike.how, strike.after, strike.times);
      return () => vendor.hasDied;
    }
    let landed = false;
    proxy.watch((statement) => {
      if (landed || !isAt(strike.at, statement)) return undefined;
      landed = true;
      if (strike.kind === 'kill' && 'stage' in strike.at) this.stagesKilled.add(strike.at.stage);
      if (strike.kind === 'terminate' && statement.ordinal !== undefined) this.cut.add(statement.ordinal);
      return this.incident(strike, statement, instance);
    });
    return () => landed;
  }

  private incident(
    strike: Exclude<Strike, { kind: 'vendor' }>,
    { backend }: PassingStatement,
    instance: number,
  ): Incident {
    const { postgres } = this.laboratory;
    const acts = {
      terminate: () => postgres.terminate(backend),
      kill: () => this.laboratory.kill(instance),
      stop: () => postgres.stopAtOnce(),
      disk: () => postgres.disk.fill(),
    };
    return { phase: strike.phase, act: () => this.laboratory.strike(acts[strike.kind]) };
  }

  private async ask(instance: number, requestId: string): Promise<Told | undefined> {
    this.market.set(requestId, closesOf(this.laboratory.market.edition));
    const told = await this.laboratory.refresh(instance, requestId);
    if (told !== undefined && told.status !== 'running') this.told.push(told);
    return told;
  }

  /** The next refresh succeeds, as soon as the one before is recognised as ended. */
  private async mustSucceed(name: string): Promise<void> {
    for (const end = Date.now() + TIMEOUT_MS; Date.now() < end; await pause(100)) {
      const told = await this.laboratory.refresh(this.random.below(2), name);
      if (told === undefined) continue;
      this.market.set(name, closesOf(this.laboratory.market.edition));
      this.told.push(told);
      if (told.status !== 'succeeded')
        this.faults.push(`${name} did not succeed: ${JSON.stringify(told)}; ${this.during}`);
      return;
    }
    this.faults.push(`${name} was not begun within ${TIMEOUT_MS} ms; ${this.during}`);
  }

  private async report(strikes: number, readers: readonly Reader[], begun: number): Promise<CampaignReport> {
    const { postgres } = this.laboratory;
    const answers = readers.flatMap((reader) => reader.answers);
    const [versions, runs] = [await committedVersions(postgres), await recordedRuns(postgres)];
    const seen = faultsOf({ answers, versions, runs, told: this.told, market: this.market });
    const ends: Record<string, number> = {};
    for (const { status } of runs) ends[status] = (ends[status] ?? 0) + 1;
    return {
      faults: [...this.faults, ...seen],
      strikes,
      outcomes: this.outcomes,
      statementsCut: this.cut.size,
      statements: this.statements,
      stagesKilled: [...this.stagesKilled].sort(),
      answers: answers.length,
      answersByVersion: new Set(answers.map(({ version }) => version)).size,
      refused: readers.reduce((sum, { refused }) => sum + refused, 0),
      versions: versions.length,
      runs: ends,
      seconds: Math.round((performance.now() - begun) / 1_000),
    };
  }
}
