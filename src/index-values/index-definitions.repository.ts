import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database';
import { IndexDefinition, NewIndex } from './index-definition';

const COLUMNS = `id, slug, name, currency, base_value as "baseValue", method, configuration, constituents, benchmark,
  archived_at is not null as archived, created_at as "createdAt", updated_at as "updatedAt"`;

@Injectable()
export class IndexDefinitionsRepository {
  constructor(private readonly database: Database) {}

  /** By slug. `archived` adds the archived ones. */
  list(limit: number, after = '', archived = false): Promise<IndexDefinition[]> {
    return this.database.sql.query<IndexDefinition>(
      `select ${COLUMNS} from indices where slug collate "C" > $1 and ($3 or archived_at is null)
       order by slug collate "C" limit $2`,
      [after, limit, archived],
    );
  }

  async findBySlug(slug: string): Promise<IndexDefinition | undefined> {
    const rows = await this.database.sql.query<IndexDefinition>(`select ${COLUMNS} from indices where slug = $1`, [
      slug,
    ]);
    return rows[0];
  }

  /** Leaves an index that exists as it is. */
  async insertMissing(index: Required<NewIndex>): Promise<void> {
    await this.database.transaction.query(
      `insert into indices (slug, name, currency, base_value, method, configuration, constituents, benchmark)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (slug) do nothing`,
      values(index),
    );
  }

  async update(index: Required<NewIndex>): Promise<void> {
    await this.database.transaction.query(
      `update indices set name = $2, currency = $3, base_value = $4, method = $5, configuration = $6,
         constituents = $7, benchmark = $8, updated_at = now() where slug = $1`,
      values(index),
    );
  }

  async setArchived(slug: string, archived: boolean): Promise<void> {
    await this.database.transaction.query(
      `update indices set archived_at = case when $2 then now() end, updated_at = now() where slug = $1`,
      [slug, archived],
    );
  }
}

function values(index: Required<NewIndex>): unknown[] {
  const { slug, name, currency, baseValue, method, configuration, constituents, benchmark } = index;
  return [slug, name, currency, baseValue, method, JSON.stringify(configuration), constituents, benchmark];
}
