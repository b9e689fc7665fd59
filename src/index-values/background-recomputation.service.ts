import { Injectable, OnModuleInit } from '@nestjs/common';
import { Transactional } from '../platform/database';
import { Job, Jobs } from '../platform/jobs';
import { NewRun, Requester, RunJobData, RunWorker, RunsService } from '../runs';
import { IndexDefinition } from './index-definition';
import { IndexDefinitionsRepository } from './index-definitions.repository';
import { IndexDefinitionsService } from './index-definitions.service';
import { IndexRecomputationService } from './index-recomputation.service';

/** Returns the configuration to compute an index with; undefined keeps the stored one. */
type ConfigurationSource = (index: IndexDefinition) => Promise<IndexDefinition['configuration'] | undefined>;

/** Milliseconds. Long enough for another change of the data to finish first. */
const TIMEOUTS = { lockTimeout: 60_000, statementTimeout: 60_000 } as const;

const QUEUE = 'compute';

interface ComputeJobData extends RunJobData {
  readonly slug: string;
  readonly requester: Requester;
}

/** Recomputes an index in a background job, as a run that clients can watch. */
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
      retryDelaySeconds: 10,
      perform: (job) => this.perform(job),
      died: ({ data }, reason) => this.died(data, reason),
    });
  }

  /** Sets the source, which is called inside each computing transaction. Call it during module initialization. */
  configuredBy(source: ConfigurationSource): void {
    this.configurationOf = source;
  }

  /**
   * Enqueues a computation, in the open transaction if there is one, and returns the id of its run. If one is already queued,
   * returns that run: it reads the configuration only when it starts.
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

  /** Reads the newest configuration under the data lock. */
  @Transactional(TIMEOUTS)
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
