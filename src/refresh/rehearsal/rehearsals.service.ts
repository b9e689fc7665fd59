import { Injectable } from '@nestjs/common';
import { Transactional } from '../../platform/database';
import { AnnouncedRunsService, Requester, keyTaken, ownKey } from '../../runs';
import { RefreshRequest } from '../refresh-request';
import { RefreshReport } from '../run/refresh-report';
import { RefreshService } from '../run/refresh.service';
import { RehearsalsRepository } from './rehearsals.repository';

/** Dry runs. They store nothing but, for a key that is to repeat it, their own answer. */
@Injectable()
export class RehearsalsService {
  constructor(
    private readonly refresh: RefreshService,
    private readonly runs: AnnouncedRunsService,
    private readonly repository: RehearsalsRepository,
  ) {}

  /**
   * What a refresh would change; with a key, what it was said to change when the key was first sent. A failure is not
   * repeated: the same key tries again.
   * @throws AppError as the refresh would; `unprocessable` when the requester used the key for another request
   */
  async rehearse(request: RefreshRequest, requester: Requester, key?: string): Promise<RefreshReport> {
    if (key === undefined) return this.refresh.rehearse(request);
    await this.runs.refuseUsedKey(requester, key);
    const own = ownKey(requester, key);
    const before = await this.findOf(own, request);
    if (before !== undefined) return before;
    const report = await this.refresh.rehearse(request);
    await this.keep(own, request, report);
    // Somebody who sent the same key at the same time may have been first.
    return (await this.findOf(own, request)) ?? report;
  }

  /** @throws AppError `unprocessable` when the requester sent the key with a dry run: that was another request */
  async refuseUsedKey(requester: Requester, key: string): Promise<void> {
    if (await this.repository.isKeyUsed(ownKey(requester, key))) throw keyTaken();
  }

  @Transactional()
  protected keep(key: string, request: RefreshRequest, report: RefreshReport): Promise<void> {
    return this.repository.keep(key, request, report);
  }

  private async findOf(key: string, request: RefreshRequest): Promise<RefreshReport | undefined> {
    const found = await this.repository.find(key, request);
    if (found?.same === false) throw keyTaken();
    return found?.report;
  }
}
