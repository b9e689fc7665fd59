import { Injectable } from '@nestjs/common';
import { AppError } from '../platform/errors';
import { Propagation, Transactional } from '../platform/database';
import { PriceChangeListener, PriceChanges } from '../prices';
import { Requester, RunsService } from '../runs';
import { IndexDefinition } from './index-definition';
import { IndexDefinitionsRepository } from './index-definitions.repository';
import { IndexRebuildRepository, RebuiltRows } from './rebuild/index-rebuild.repository';
import { IndexRebuildService } from './rebuild/index-rebuild.service';
/** More indices than anybody has: they are rebuilt one after the other. */
const ALL = 10_000;

/** Decides which indices are computed anew, and from which day on. */
@Injectable()
export class IndexRecomputationService implements PriceChangeListener {
  constructor(
    private readonly definitions: IndexDefinitionsRepository,
    private readonly repository: IndexRebuildRepository,
    private readonly rebuild: IndexRebuildService,
    private readonly runs: RunsService,
  ) {}

  /** Computes an index from the beginning, as a run of its own. Returns the run's id. @throws AppError `not-found` */
  @Transactional()
  async recompute(slug: string, requester: Requester): Promise<number> {
    const runId = await this.runs.begin({ kind: 'recompute', parameters: { index: slug }, requester });
    await this.recomputeAs(runId, slug);
    return runId;
  }

  /** The same, as the work of a run that has begun, and ends it. @throws AppError `not-found` */
  @Transactional(Propagation.Mandatory)
  async recomputeAs(runId: number, slug: string): Promise<void> {
    const index = await this.definitions.findBySlug(slug);
    if (index === undefined) throw new AppError('not-found', `There is no index ${slug}.`);
    const rows = await this.rebuild.rebuild(index, runId);
    await this.runs.succeed(runId, { changed: sum(rows) > 0, counts: { ...rows } });
  }

  async pricesChanged({ runId, earliestDayByAsset }: PriceChanges): Promise<Readonly<Record<string, number>>> {
    const total = { indexValues: 0, allocations: 0, riskMetrics: 0 };
    for (const index of await this.definitions.list(ALL)) {
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
