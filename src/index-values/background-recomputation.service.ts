import { Injectable, OnModuleInit } from '@nestjs/common';
import { Transactional } from '../platform/database';
import { Job, Jobs } from '../platform/jobs';
import { NewRun, Requester, RunJobData, RunWorker, RunsService } from '../runs';
import { IndexDefinition } from './index-definition';
import { IndexDefinitionsRepository } from './index-definitions.repository';
import { IndexDefinitionsService } from './index-definitions.service';
import { IndexRecomputationService } from './index-recomputation.service';

/** What an index is to be told when it is computed; undefined: what it is told already. */
export type ConfigurationSource = (index: IndexDefinition) => Promise<IndexDefinition['configuration'] | undefined>;

/** Another change of the data may take its time. Milliseconds. */
const PATIENCE = { lockTimeout: 60_000, statementTimeout: 60_000 } as const;

const QUEUE = 'compute';

interface ComputeJobData extends RunJobData {
  readonly slug: string;
  readonly requester: Requester;
}

/** Computes an index anew while the one who asked is gone: a run on record, to be watched. */
@Injectable()
export class BackgroundRecomputationService implements OnModuleInit {
  private configurationOf: ConfigurationSource = () => Promise.resolve(undefined);

  constructor(
    private readonly runs: RunsService,
    private readonly jobs: Jobs,
    private readonly worker: RunWorker,
    private readonly definitions: IndexDefinitionsService,
    private readonly repository: IndexDefinitionsRepository,
    private readonly recomputation: IndexRecomputationService,
  ) {}

  onModuleInit(): void {
    this.jobs.work<ComputeJobData>({
      queue: QUEUE,
      retries: 2,
      pauseSeconds: 10,
      perform: (job) => this.perform(job),
      died: ({ data }, reason) => this.died(data, reason),
    });
  }

  /** `source` is asked inside each transaction that computes. To be called while modules are initialised. */
  configuredBy(source: ConfigurationSource): void {
    this.configurationOf = source;
  }

  /**
   * Enqueues a computation, in the open transaction if there is one, and returns the id of its run. One that waits to
   * begin serves whoever asks meanwhile: it will ask for the configuration when it begins.
   */
  begin(slug: string, requester: Requester): Promise<number> {
    const data: ComputeJobData = { slug, requester };
    return this.runs.createUnlessQueued(newRun(data), { queue: QUEUE, data });
  }

  private perform(job: Job<ComputeJobData>): Promise<object | undefined> {
    return this.worker.performJob({
      job,
      name: `job:${job.id}`,
      create: (idempotencyKey) => this.runs.create({ ...newRun(job.data), idempotencyKey }),
      work: (runId) => this.recompute(runId, job.data.slug),
    });
  }

  private async died({ runId }: ComputeJobData, reason: string): Promise<undefined> {
    if (runId !== undefined) await this.runs.abandon(runId, reason);
  }

  /** With the newest configuration there is, read while nobody else changes the data. */
  @Transactional(PATIENCE)
  protected async recompute(runId: number, slug: string): Promise<void> {
    await this.runs.enterStage(runId, 'waiting');
    await this.runs.lockData();
    await this.runs.enterStage(runId, 'indices');
    const index = await this.definitions.getBySlug(slug);
    const configuration = (await this.configurationOf(index)) ?? index.configuration;
    await this.repository.update({ ...index, configuration });
    await this.recomputation.recomputeAs(runId, slug);
  }
}

function newRun({ slug, requester }: ComputeJobData): NewRun {
  return { kind: 'recompute', parameters: { index: slug }, requester };
}
