import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { Requester } from '../../runs';
import { StrategyConfiguration } from './strategy-configuration';

/** The requested strategy of an index. */
interface StoredStrategy {
  readonly configuration: StrategyConfiguration;
  readonly aiAdjusted: boolean;
  readonly aiReason: string | null;
  /** 0 to 1. */
  readonly aiConfidence: number | null;
  readonly updatedAt: string;
}

interface StrategyChange {
  readonly requester: Requester;
  readonly reason: string | null;
  readonly before: StrategyConfiguration;
  readonly after: StrategyConfiguration;
}

/** An entry of the audit trail. */
export interface StrategyChangeRecord extends Omit<StrategyChange, 'requester'> {
  readonly id: number;
  readonly changedAt: string;
  readonly changedBy: string;
  readonly requestId: string | null;
  /** The run that recomputed the index; null if none was requested. */
  readonly runId: number | null;
}

/** SQL and not entities: upsert, row lock and `clock_timestamp()` are half of the statements. */
@Injectable()
export class StrategyRepository {
  constructor(private readonly database: Database) {}

  async find(indexId: number): Promise<StoredStrategy | undefined> {
    const rows = await this.database.sql.query<StoredStrategy>(
      `select configuration, ai_adjusted as "aiAdjusted", ai_adjustment_reason as "aiReason",
         ai_confidence_score as "aiConfidence", updated_at as "updatedAt"
       from strategy_configs where index_id = $1`,
      [indexId],
    );
    return rows[0];
  }

  /** Creates a missing row and locks it until the transaction ends. */
  async lock(indexId: number, configuration: StrategyConfiguration): Promise<void> {
    await this.database.transaction.query(
      `insert into strategy_configs (index_id, configuration) values ($1, $2) on conflict (index_id) do nothing`,
      [indexId, JSON.stringify(configuration)],
    );
    await this.database.transaction.query('select from strategy_configs where index_id = $1 for update', [indexId]);
  }

  async save(indexId: number, strategy: Omit<StoredStrategy, 'updatedAt'>): Promise<void> {
    const { configuration, aiAdjusted, aiReason, aiConfidence } = strategy;
    await this.database.transaction.query(
      `update strategy_configs set configuration = $2, ai_adjusted = $3, ai_adjustment_reason = $4,
         ai_confidence_score = $5, updated_at = clock_timestamp() where index_id = $1`,
      [indexId, JSON.stringify(configuration), aiAdjusted, aiReason, aiConfidence],
    );
  }

  /** Returns the id of the entry. */
  async record(indexId: number, { requester, reason, before, after }: StrategyChange): Promise<number> {
    const rows = await this.database.transaction.query<{ id: number }>(
      `insert into strategy_config_changes (index_id, changed_by, request_id, reason, before, after)
       values ($1, $2, $3, $4, $5, $6) returning id`,
      [indexId, requester.name, requester.requestId ?? null, reason, JSON.stringify(before), JSON.stringify(after)],
    );
    return Number(rows[0]?.id);
  }

  async recordRun(changeId: number, runId: number): Promise<void> {
    await this.database.transaction.query('update strategy_config_changes set run_id = $2 where id = $1', [
      changeId,
      runId,
    ]);
  }

  /** Newest first. */
  history(indexId: number, limit: number): Promise<StrategyChangeRecord[]> {
    return this.database.sql.query<StrategyChangeRecord>(
      `select id, changed_at as "changedAt", changed_by as "changedBy", request_id as "requestId", reason, before, after,
         run_id as "runId" from strategy_config_changes where index_id = $1 order by id desc limit $2`,
      [indexId, limit],
    );
  }
}
