import { Injectable } from '@nestjs/common';
import { Asset, AssetsService } from '../../assets';
import { MarketData, MarketDataProvider } from '../../market-data';
import { AppError } from '../../platform/errors';
import { AnnouncedRun, AnnouncedRunsService, Requester } from '../../runs';
import { RefreshRequest } from '../refresh-request';
import { RefreshReport } from './refresh-report';
import { RefreshRunner, RefreshTask } from './refresh-runner';

/** More assets than anybody has. */
const ALL = 100_000;

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
   * Begins a refresh, or finds the one that the same request with the same key began before. Returns at once; the run's
   * record says how it goes.
   * @throws AppError `conflict` naming the refresh that is running, `validation-failed` for an asset or a provider that
   *   cannot be asked, `unprocessable` when the key was used for another request
   */
  async begin(request: RefreshRequest, requester: Requester, idempotencyKey?: string): Promise<AnnouncedRun> {
    const task = await this.plan(request);
    const run = await this.runs.announce({
      kind: 'refresh',
      source: task.provider.name,
      parameters: { ...request },
      requester,
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    });
    if (!run.repeated) this.runner.start(run.runId, task);
    return run;
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

function faulty(pointer: string, detail: string): AppError {
  return new AppError('validation-failed', detail, { errors: [{ pointer, detail }] });
}
