import { Injectable } from '@nestjs/common';
import { IndexDefinition, IndexDefinitionsService, IndexHistory } from '../index-values';
import { AppConfig } from '../platform/config';
import { DatedSeries } from './dated-series';

/** The only index of the web app, named by DEFAULT_INDEX. */
@Injectable()
export class DefaultIndexService {
  constructor(
    private readonly config: AppConfig,
    private readonly indices: IndexDefinitionsService,
    private readonly history: IndexHistory,
  ) {}

  find(): Promise<IndexDefinition | undefined> {
    return this.indices.findBySlug(this.config.defaultIndex);
  }

  /** @throws AppError `not-found` when there is no such index */
  get(): Promise<IndexDefinition> {
    return this.indices.getBySlug(this.config.defaultIndex);
  }

  /** Levels by day; both days are included. */
  async levels(from?: string, to?: string): Promise<DatedSeries> {
    return this.history.levelsBetween((await this.get()).id, from, to);
  }
}
