import { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Where a refresh gets an asset's prices, and which import created it. Assets that an import created are left out of
 * refreshes unless a vendor has delivered them. The import's transaction gave asset and run the same time.
 */
export class AssetFetch1764000080000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table assets
        add column fetch_source text not null default 'auto'
          constraint assets_fetch_source_form check (fetch_source ~ '^[a-z0-9-]{1,40}$'),
        add column created_by_run bigint`);
    await runner.query(`
      update assets set created_by_run = runs.id,
        fetch_source = case when exists (
          select from prices where asset_id = assets.id and source not in ('import', 'manual')
        ) then 'auto' else 'none' end
      from runs
      where runs.kind = 'import' and runs.started_at = assets.created_at and (runs.parameters ->> 'createAssets')::boolean`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table assets drop column created_by_run, drop column fetch_source');
  }
}
