import { Injectable } from '@nestjs/common';
import { AppError } from '../platform/errors';
import { Propagation, Transactional } from '../platform/database';
import { PriceChangeListener, PriceChanges } from '../prices';
import { Requester, RunsService } from '../runs';
import { IndexDefinition } from './index-definition';
import { IndexDefinitionsRepository } from './index-definitions.repository';
import { IndexRebuildRepository, RebuiltRows } from './rebuild/index-rebuild.repository';
import { IndexRebuildService } from './rebuild/index-rebuild.service';
/** Indices are rebuilt one after the other. */
const MAX_INDICES = 10_000;

/** Decides which indices are recomputed, and from which day. */
@Injectable()
export class IndexRecomputationService implements PriceChangeListener {
  constructor(
    private readonly definitions: IndexDefinitionsRepository,
    private readonly repository: IndexRebuildRepository,
    private readonly rebuild: IndexRebuildService,
    private readonly runs: RunsService,
  ) {}

  /** Recomputes an index from its first day in a new run. Returns the run's id. @throws AppError as `recomputeAs` */
  @Transactional()
  async recompute(slug: string, requester: Requester): Promise<number> {
    const runId = await this.runs.begin({ kind: 'recompute', parameters: { index: slug }, requester });
    await this.recomputeAs(runId, slug);
    return runId;
  }

  /** Recomputes an index within a started run and ends that run. @throws AppError `not-found`, `conflict` if archived */
  @Transactional(Propagation.Mandatory)
  async recomputeAs(runId: number, slug: string): Promise<void> {
    const index = await this.definitions.findBySlug(slug);
    if (index === undefined) throw new AppError('not-found', `There is no index ${slug}.`);
    if (index.archived) throw new AppError('conflict', `The index ${slug} is archived: un-archive it to compute it.`);
    const rows = await this.rebuild.rebuild(index, runId);
    await this.runs.succeed(runId, { changed: sum(rows) > 0, counts: { ...rows } });
  }

  /** Rebuilds the indices that use the changed prices; un-archiving an index makes up for what it missed. */
  async pricesChanged({ runId, earliestDayByAsset }: PriceChanges): Promise<Readonly<Record<string, number>>> {
    const total = { indexValues: 0, allocations: 0, riskMetrics: 0 };
    for (const index of await this.definitions.list(MAX_INDICES)) {
      const day = await this.firstChangedDay(index, earliestDayByAsset);
      if (day === undefined) continue;
      const rows = await this.rebuild.rebuild(index, runId, day);
      total.indexValues += rows.indexValues;
      total.allocations += rows.allocations;
      total.riskMetrics += rows.riskMetrics;
    }
    return total;
  }

  /** The earliest day on which a constituent or the benchmark changed; undefined when none did. */
  private async firstChangedDay(
    index: IndexDefinition,
    earliestDayByAsset: ReadonlyMap<number, string>,
  ): Promise<string | undefined> {
    const assets = [
      ...(await this.repository.findConstituents(index.constituents)),
      ...(index.benchmark === null ? [] : await this.repository.findConstituents([index.benchmark])),
    ];
    return assets.flatMap(({ id }) => earliestDayByAsset.get(id) ?? []).sort()[0];
  }
}

function sum({ indexValues, allocations, riskMetrics }: RebuiltRows): number {
  return indexValues + allocations + riskMetrics;
}
