import { Injectable } from '@nestjs/common';
import { Propagation, Transactional } from '../../platform/database';
import { getIndexMethod } from '../../index-methods';
import { PriceHistory } from '../../prices';
import { IndexDefinition } from '../index-definition';
import { collectChunks } from './collect-chunks';
import { ComputedSeriesRepository } from './computed-series.repository';
import { Computation, Constituent } from './computation/computation';
import { IndexComputer } from './index-computer';
import { RebuildInputsRepository } from './rebuild-inputs.repository';
import { ALLOCATIONS, INDEX_VALUES, RISK_METRICS } from './series-table';

/** How many rows of an index a rebuild wrote or removed. */
export interface RebuiltRows {
  readonly indexValues: number;
  readonly allocations: number;
  readonly riskMetrics: number;
}

/** Brings the stored series of one index in line with the prices, in the transaction that changed them. */
@Injectable()
export class IndexRebuildService {
  constructor(
    private readonly inputs: RebuildInputsRepository,
    private readonly prices: PriceHistory,
    private readonly computer: IndexComputer,
    private readonly stored: ComputedSeriesRepository,
  ) {}

  /**
   * Recomputes from `firstChangedDay` on as far as the method can resume, else everything.
   * Without a day everything is recomputed, as after a change of the definition.
   */
  @Transactional(Propagation.Mandatory)
  async rebuild(index: IndexDefinition, runId: number, firstChangedDay?: string): Promise<RebuiltRows> {
    const computation = await this.prepare(index, firstChangedDay);
    const computed = await this.computer.compute(computation);
    const target = { id: index.id, runId, after: computation.checkpoint?.rebalance.date };
    return {
      indexValues: await this.stored.replace(INDEX_VALUES, target, computed.indexValues),
      allocations: await this.stored.replace(ALLOCATIONS, target, computed.allocations),
      riskMetrics: await this.stored.replace(RISK_METRICS, target, computed.riskMetrics),
    };
  }

  private async prepare(index: IndexDefinition, firstChangedDay: string | undefined): Promise<Computation> {
    const constituents = await this.inputs.findConstituents(index.constituents);
    const resume = await this.findResumption(index, constituents, firstChangedDay);
    const [benchmark] = index.benchmark === null ? [] : await this.inputs.findConstituents([index.benchmark]);
    return {
      method: index.method,
      configuration: index.configuration,
      baseValue: index.baseValue,
      constituents,
      closes: await this.closes(constituents, resume?.from),
      benchmarkCloses: benchmark === undefined ? [] : await this.closes([benchmark]),
      ...(benchmark === undefined ? {} : { benchmark }),
      ...(resume === undefined ? {} : { checkpoint: resume.checkpoint }),
      valuesBefore: resume === undefined ? { dates: [], values: [] } : resume.valuesBefore,
    };
  }

  /** Where to start, if not at the beginning: the method can resume, and enough of the stored series is still true. */
  private async findResumption(
    index: IndexDefinition,
    constituents: readonly Constituent[],
    firstChangedDay: string | undefined,
  ): Promise<(Pick<Required<Computation>, 'checkpoint' | 'valuesBefore'> & { from: string }) | undefined> {
    const method = getIndexMethod(index.method);
    const rows = method.lookbackRows(method.parseConfiguration(index.configuration));
    if (rows === undefined || firstChangedDay === undefined) return undefined;
    const checkpoint = await this.inputs.findCheckpoint(index.id, firstChangedDay);
    if (checkpoint === undefined) return undefined;
    const day = checkpoint.rebalance.date;
    const from = await this.prices.findDayWithRowsBefore(
      constituents.map(({ id }) => id),
      day,
      rows + 1,
    );
    if (from === undefined) return undefined;
    return { checkpoint, from, valuesBefore: await this.inputs.valuesUpTo(index.id, day) };
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
