import { Injectable } from '@nestjs/common';
import { Transactional } from '../platform/database';
import { AnnouncedRunsService, BackgroundRunsService, Requester, RunsService } from '../runs';
import { IndexDefinition } from './index-definition';
import { IndexDefinitionsRepository } from './index-definitions.repository';
import { IndexDefinitionsService } from './index-definitions.service';
import { IndexRecomputationService } from './index-recomputation.service';

/** What an index is to be told when it is computed. Asked inside the transaction that computes it. */
export type ConfigurationSource = () => Promise<IndexDefinition['configuration']>;

/** Another change of the data may take its time. Milliseconds. */
const PATIENCE = { lockTimeout: 60_000, statementTimeout: 60_000 } as const;

/** Computes an index anew while the one who asked is gone: a run on record, to be watched. */
@Injectable()
export class BackgroundRecomputationService {
  /** Runs on record whose work waits for the one before it, by slug. */
  private readonly waiting = new Map<string, Promise<number>>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly announced: AnnouncedRunsService,
    private readonly background: BackgroundRunsService,
    private readonly runs: RunsService,
    private readonly definitions: IndexDefinitionsService,
    private readonly repository: IndexDefinitionsRepository,
    private readonly recomputation: IndexRecomputationService,
  ) {}

  /**
   * Begins a computation and returns the id of its run. One that waits to begin serves whoever asks meanwhile: it will
   * ask for the configuration when it begins. So call it when what it is to read is committed.
   */
  async begin(slug: string, requester: Requester, configurationOf: ConfigurationSource): Promise<number> {
    const waiting = this.waiting.get(slug);
    if (waiting !== undefined) return waiting;
    const announced = this.announced.announceBehind({ kind: 'recompute', parameters: { index: slug }, requester });
    this.waiting.set(slug, announced);
    try {
      this.start(await announced, slug, configurationOf);
    } catch (error) {
      this.waiting.delete(slug);
      throw error;
    }
    return announced;
  }

  /** One after the other, so that many wishes do not take all connections. */
  private start(runId: number, slug: string, configurationOf: ConfigurationSource): void {
    const before = this.last;
    const work = async (): Promise<void> => {
      await before;
      this.waiting.delete(slug);
      await this.recompute(runId, slug, configurationOf);
    };
    this.last = new Promise<void>((done) => {
      this.background.start(runId, () => work().finally(done));
    });
  }

  /** With the newest configuration there is, read while nobody else changes the data. */
  @Transactional(PATIENCE)
  protected async recompute(runId: number, slug: string, configurationOf: ConfigurationSource): Promise<void> {
    await this.announced.report(runId, 'waiting');
    await this.runs.waitForOthers();
    await this.announced.report(runId, 'indices');
    const index = await this.definitions.getBySlug(slug);
    await this.repository.update({ ...index, configuration: await configurationOf() });
    await this.recomputation.recomputeAs(runId, slug);
  }
}
