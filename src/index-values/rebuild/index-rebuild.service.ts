import { Injectable } from '@nestjs/common';
import { Propagation, Transactional } from '../../platform/database';
import { Checkpoint, getIndexMethod } from '../../index-methods';
import { PriceHistory } from '../../prices';
import { collectChunks } from './binary-copy';
import { IndexRebuildRepository, RebuiltRows } from './index-rebuild.repository';
import { Computation, Constituent, RebuildDefinition } from './computation';
import { IndexComputer } from './index-computer';
import { ALLOCATIONS, INDEX_VALUES, RISK_METRICS } from './series-table';

/** A checkpoint, and the first day whose closes are needed to resume from it. */
interface Resumption {
  readonly checkpoint: Checkpoint;
  readonly from: string;
}

/** Rebuilds the stored series of one index from prices, in the transaction that changed the prices. */
@Injectable()
export class IndexRebuildService {
  constructor(
    private readonly repository: IndexRebuildRepository,
    private readonly prices: PriceHistory,
    private readonly computer: IndexComputer,
  ) {}

  /**
   * Recomputes from `firstChangedDay` on if the method can resume, otherwise everything. Without a day, as after a change of
   * the definition, recomputes everything.
   */
  @Transactional(Propagation.Mandatory)
  async rebuild(index: RebuildDefinition, runId: number, firstChangedDay?: string): Promise<RebuiltRows> {
    await this.repository.prepareGathering();
    const constituents = await this.repository.findConstituents(index.constituents);
    const resume = await this.findResumption(index, constituents, firstChangedDay);
    const computation = await this.prepare(index, constituents, resume);
    const changes = await this.computer.compute(computation);
    return this.repository.apply({ id: index.id, runId }, changes);
  }

  private async prepare(
    index: RebuildDefinition,
    constituents: readonly Constituent[],
    resume: Resumption | undefined,
  ): Promise<Computation> {
    const [benchmark] = index.benchmark === null ? [] : await this.repository.findConstituents([index.benchmark]);
    const day = resume?.checkpoint.rebalance.date;
    return {
      method: index.method,
      configuration: index.configuration,
      baseValue: index.baseValue,
      constituents,
      closes: await this.closes(constituents, resume?.from),
      benchmarkCloses: benchmark === undefined ? [] : await this.closes([benchmark]),
      ...(benchmark === undefined ? {} : { benchmark }),
      ...(resume === undefined ? {} : { checkpoint: resume.checkpoint }),
      levelsBefore: day === undefined ? [] : await collectChunks(this.repository.copyLevelsUpTo(index.id, day)),
      stored: {
        indexValues: await collectChunks(this.repository.copyRows(INDEX_VALUES, index.id, day)),
        allocations: await collectChunks(this.repository.copyRows(ALLOCATIONS, index.id, day)),
        riskMetrics: await collectChunks(this.repository.copyRows(RISK_METRICS, index.id, day)),
      },
    };
  }

  /** Where to resume; undefined if the method cannot, or if no checkpoint or not enough history is stored. */
  private async findResumption(
    index: RebuildDefinition,
    constituents: readonly Constituent[],
    firstChangedDay: string | undefined,
  ): Promise<Resumption | undefined> {
    const method = getIndexMethod(index.method);
    const rows = method.lookbackRows(method.parseConfiguration(index.configuration));
    if (rows === undefined || firstChangedDay === undefined) return undefined;
    const checkpoint = await this.repository.findCheckpoint(index.id, firstChangedDay);
    if (checkpoint === undefined) return undefined;
    const from = await this.prices.findDayWithRowsBefore(
      constituents.map(({ id }) => id),
      checkpoint.rebalance.date,
      rows + 1,
    );
    return from === undefined ? undefined : { checkpoint, from };
  }

  private async closes(assets: readonly Constituent[], from?: string): Promise<Uint8Array[]> {
    return collectChunks(
      this.prices.copyCloses(
        assets.map(({ id }) => id),
        from,
      ),
    );
  }
}
