import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database';
import { Asset, AssetChange, NewAsset } from './asset.entity';

const COLUMNS = `id, symbol, name, sector, currency, kind, active, fetch_source as "fetch",
  created_by_run as "createdByRun", created_at as "createdAt", updated_at as "updatedAt"`;

export interface AssetFilter {
  readonly kind?: string;
  readonly active?: boolean;
}

/** Reads by SQL, because symbols are compared by the collation "C", like cursors; writes through the entity. */
@Injectable()
export class AssetsRepository {
  constructor(private readonly database: Database) {}

  findBySymbols(symbols: readonly string[]): Promise<Asset[]> {
    return this.database.sql.query<Asset>(
      `select ${COLUMNS} from assets where symbol = any($1) order by symbol collate "C"`,
      [symbols],
    );
  }

  /** At most `limit` assets whose symbol comes after `after`, by symbol. */
  list(filter: AssetFilter, limit: number, after = ''): Promise<Asset[]> {
    return this.database.sql.query<Asset>(
      `select ${COLUMNS} from assets
       where symbol collate "C" > $1 and kind = coalesce($2, kind) and active = coalesce($3, active)
       order by symbol collate "C" limit $4`,
      [after, filter.kind ?? null, filter.active ?? null, limit],
    );
  }

  /** Existing assets are not changed. */
  async insertMissing(assets: readonly NewAsset[]): Promise<void> {
    const rows = assets.map((asset) => ({ ...asset, name: asset.name ?? asset.symbol }));
    await this.database.transaction.manager.createQueryBuilder().insert().into(Asset).values(rows).orIgnore().execute();
  }

  async insert(asset: NewAsset): Promise<void> {
    await this.database.transaction.manager.insert(Asset, { ...asset, name: asset.name ?? asset.symbol });
  }

  async reactivate(ids: readonly number[], runId: number): Promise<void> {
    await this.database.transaction.query(
      'update assets set active = true, created_by_run = $2, updated_at = now() where id = any($1)',
      [ids, runId],
    );
  }

  async update(symbol: string, change: AssetChange): Promise<void> {
    await this.database.transaction.manager.update(Asset, { symbol }, { ...change, updatedAt: () => 'now()' });
  }
}
