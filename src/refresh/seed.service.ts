import { Injectable } from '@nestjs/common';
import { AssetsService, DEFAULT_ASSETS } from '../assets';
import { IndexDefinitionsService } from '../index-values';
import { AppConfig } from '../platform/config';
import { DemoMarketService } from './demo-market.service';

const REQUESTER = { name: 'first start' };

/** Seeds the database at the first start. */
@Injectable()
export class SeedService {
  constructor(
    private readonly config: AppConfig,
    private readonly assets: AssetsService,
    private readonly indices: IndexDefinitionsService,
    private readonly demoMarket: DemoMarketService,
  ) {}

  /**
   * Creates the default assets and indices, and computes these where prices are stored. With `DEMO_DATA` it loads the demo
   * market into a database that never had a price. Repeating it changes nothing; several instances may do it at once.
   */
  async prepare(): Promise<void> {
    await this.assets.ensure(DEFAULT_ASSETS);
    await this.indices.ensureDefaults(REQUESTER);
    if (this.config.demoData) await this.demoMarket.load(REQUESTER);
  }
}
