import { Injectable } from '@nestjs/common';
import { Transactional } from '../platform/database';
import { Requester, RunWorker, RunsService, keyOfRequester, keyTaken } from '../runs';
import { DryRunsRepository } from './dry-runs.repository';
import { RefreshRequest } from './fetch-plan';
import { RefreshReport } from './refresh-report';
import { RefreshService } from './refresh.service';

/** Dry runs. With an idempotency key, their report is stored so that the key repeats it. */
@Injectable()
export class DryRunsService {
  constructor(
    private readonly refresh: RefreshService,
    private readonly runs: RunsService,
    private readonly worker: RunWorker,
    private readonly repository: DryRunsRepository,
  ) {}

  /** Returns what a refresh would change. @throws AppError why the refresh would fail */
  run(request: RefreshRequest): Promise<RefreshReport> {
    return this.refresh.dryRun(request, this.worker.shutdownSignal);
  }

  /**
   * The report of the first dry run with this key. A failure is not stored: the same key tries again.
   * @throws AppError why the refresh would fail; `unprocessable` when the requester used the key for another request
   */
  async runOnce(request: RefreshRequest, requester: Requester, key: string): Promise<RefreshReport> {
    await this.runs.refuseUsedKey(requester, key);
    const storedKey = keyOfRequester(requester, key);
    const earlier = await this.find(storedKey, request);
    if (earlier !== undefined) return earlier;
    const report = await this.run(request);
    await this.insert(storedKey, request, report);
    // A request with the same key at the same time may have been first.
    return (await this.find(storedKey, request)) ?? report;
  }

  /** @throws AppError `unprocessable` when the requester used the key for a dry run */
  async refuseUsedKey(requester: Requester, key: string): Promise<void> {
    if (await this.repository.isKeyUsed(keyOfRequester(requester, key))) throw keyTaken();
  }

  @Transactional()
  protected insert(key: string, request: RefreshRequest, report: RefreshReport): Promise<void> {
    return this.repository.insert(key, request, report);
  }

  private async find(key: string, request: RefreshRequest): Promise<RefreshReport | undefined> {
    const found = await this.repository.find(key, request);
    if (found?.same === false) throw keyTaken();
    return found?.report;
  }
}
