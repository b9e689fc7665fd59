import { Injectable } from '@nestjs/common';
import { Asset, AssetsService } from '../../assets';
import { MarketData, MarketDataProvider } from '../../market-data';
import { AppError, toAppError } from '../../platform/errors';
import { AnnouncedRun, AnnouncedRunsService, NewRun, Requester, RunJobData } from '../../runs';
import { RefreshRequest } from '../refresh-request';
import { RefreshReport } from './refresh-report';
import { RefreshRunner, RefreshTask } from './refresh-runner';

/** More assets than anybody has. */
const ALL = 100_000;

export const REFRESH_QUEUE = 'refresh';

/** What lies in the queue. */
export interface RefreshJobData extends RunJobData {
  readonly request: RefreshRequest;
  readonly requester: Requester;
}

/** Decides whether a refresh may begin, and begins it. */
@Injectable()
export class RefreshService {
  constructor(
    private readonly assets: AssetsService,
    private readonly marketData: MarketData,
    private readonly runs: AnnouncedRunsService,
    private readonly runner: RefreshRunner,
  ) {}

  /**
   * Begins a refresh, or finds the one that the same request with the same key began before. Returns when it is in the
   * queue; the run's record says how it goes.
   * @throws AppError `conflict` naming the refresh that is running, `validation-failed` for an asset or a provider that
   *   cannot be asked, `unprocessable` when the key was used for another request
   */
  async begin(request: RefreshRequest, requester: Requester, idempotencyKey?: string): Promise<AnnouncedRun> {
    const task = await this.plan(request);
    const data: RefreshJobData = { request, requester };
    return this.runs.announce(newRun(task, requester, idempotencyKey), { queue: REFRESH_QUEUE, data });
  }

  /** The same, done by this process: for commands, beside which there may be no service. Returns the run's id. */
  async beginHere(request: RefreshRequest, requester: Requester): Promise<number> {
    const task = await this.plan(request);
    const { runId } = await this.runs.announce(newRun(task, requester));
    this.runner.start(runId, task);
    return runId;
  }

  /** A run whose work the caller is going to do. @throws AppError as `begin` */
  async announce({ request, requester }: RefreshJobData, idempotencyKey: string): Promise<AnnouncedRun> {
    return this.runs.announce(newRun(await this.plan(request), requester, idempotencyKey));
  }

  /** Does the work of a run. Returns why it failed, if it did. */
  async perform(runId: number, request: RefreshRequest, signal: AbortSignal): Promise<AppError | undefined> {
    try {
      return await this.runner.perform(runId, await this.plan(request), signal);
    } catch (error) {
      const failure = toAppError(error);
      await this.runs.fail(runId, failure, []);
      return failure;
    }
  }

  /** What a refresh would change. Nothing is stored, not even a run. @throws AppError as `begin` does, or as it would fail */
  async rehearse(request: RefreshRequest): Promise<RefreshReport> {
    return this.runner.rehearse(await this.plan(request));
  }

  private async plan(request: RefreshRequest): Promise<RefreshTask> {
    return { request, provider: this.providerOf(request), assets: await this.assetsOf(request) };
  }

  private providerOf({ provider }: RefreshRequest): MarketDataProvider {
    if (provider === undefined) return this.marketData.usual;
    const found = this.marketData.findByName(provider);
    if (found !== undefined) return found;
    throw faulty('/provider', `there is no provider ${provider}; there is ${this.marketData.names.join(', ')}`);
  }

  /** Inactive assets are not asked for. */
  private async assetsOf({ assets: symbols }: RefreshRequest): Promise<Asset[]> {
    if (symbols === undefined) return (await this.assets.list({ active: true }, ALL)).data;
    const unknown = await this.assets.findUnknown(symbols);
    if (unknown.length > 0) throw faulty('/assets', `there is no asset ${unknown.join(', ')}`);
    const assets = await this.assets.findBySymbols(symbols);
    const inactive = assets.filter(({ active }) => !active).map(({ symbol }) => symbol);
    if (inactive.length > 0) throw faulty('/assets', `${inactive.join(', ')} is not active`);
    return assets;
  }
}

function newRun({ provider, request }: RefreshTask, requester: Requester, idempotencyKey?: string): NewRun {
  return {
    kind: 'refresh',
    source: provider.name,
    parameters: { ...request },
    requester,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  };
}

function faulty(pointer: string, detail: string): AppError {
  return new AppError('validation-failed', detail, { errors: [{ pointer, detail }] });
}
