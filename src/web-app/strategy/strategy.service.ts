import { Injectable, OnModuleInit } from '@nestjs/common';
import { BackgroundRecomputationService, IndexDefinition, IndexHistory } from '../../index-values';
import { Transactional } from '../../platform/database';
import { AppError } from '../../platform/errors';
import { faultsOf } from '../../platform/http';
import { Requester } from '../../runs';
import { DefaultIndexService } from '../default-index.service';
import { methodConfigurationOf, strategyOf, StrategyConfiguration, withChanges } from './strategy-configuration';
import { StrategyBody, StrategyAnswerDto, StrategyDto } from './strategy.dto';
import { StrategyChangeRecord, StrategyRepository } from './strategy.repository';

/** How a change came about. */
export interface ChangeCircumstances {
  readonly requester: Requester;
  readonly recompute: boolean;
  /** Given: a machine proposed it, for this reason. `confidence` is 0 to 1. */
  readonly proposal?: { readonly reason: string; readonly confidence: number };
}

interface SavedChange {
  readonly changeId: number;
  readonly ignored: readonly string[];
}

/**
 * The strategy of the web app's index. What is wished is stored at once, with its line in the audit trail; the index is
 * told in the background, in the transaction that computes it, so that its numbers always belong to its configuration.
 */
@Injectable()
export class StrategyService implements OnModuleInit {
  constructor(
    private readonly index: DefaultIndexService,
    private readonly repository: StrategyRepository,
    private readonly history: IndexHistory,
    private readonly recomputation: BackgroundRecomputationService,
  ) {}

  /** @throws AppError `not-found` when the index has no such strategy */
  async get(): Promise<StrategyDto> {
    const index = await this.index.get();
    const told = strategyOf(index);
    const stored = await this.repository.find(index.id);
    const wished = stored?.configuration ?? told;
    const [holding] = await this.history.newestHoldings(index.id);
    return {
      ...wished,
      last_rebalance: holding?.date ?? null,
      ai_adjusted: stored?.aiAdjusted ?? false,
      ai_adjustment_reason: stored?.aiReason ?? null,
      ai_confidence_score: stored?.aiConfidence ?? null,
      updated_at: stored?.updatedAt ?? null,
      applied: stored === undefined || sameConfiguration(wished, told),
    };
  }

  /** An index that another strategy speaks for is told what it is told already. */
  onModuleInit(): void {
    this.recomputation.configuredBy((index) => this.configurationOf(index));
  }

  /** `sent` are checked fields, and others, which are ignored. @throws AppError `unprocessable` for weights that do not sum to 1 */
  async change(sent: object, circumstances: ChangeCircumstances): Promise<StrategyAnswerDto> {
    const { runId, ignored } = await this.saveAndRecompute(sent, circumstances);
    const after = runId === undefined ? '' : '; the index is being computed in the background';
    return {
      message: `Strategy configuration updated${after}`,
      config: await this.get(),
      task_id: runId === undefined ? null : String(runId),
      ignored,
    };
  }

  /** Computes the index anew with the stored strategy, in the background. Returns the run's id. */
  async recompute(requester: Requester): Promise<number> {
    const { slug } = await this.index.get();
    return this.recomputation.begin(slug, requester);
  }

  /** The audit trail, the newest change first. */
  async changes(limit: number): Promise<StrategyChangeRecord[]> {
    return this.repository.history((await this.index.get()).id, limit);
  }

  /** The wish, its line in the audit trail and the job that fulfils it: all of them, or none. */
  @Transactional()
  protected async saveAndRecompute(
    sent: object,
    circumstances: ChangeCircumstances,
  ): Promise<{ readonly runId: number | undefined; readonly ignored: readonly string[] }> {
    const { changeId, ignored } = await this.save(sent, circumstances);
    if (!circumstances.recompute) return { runId: undefined, ignored };
    const runId = await this.recompute(circumstances.requester);
    await this.repository.recordRun(changeId, runId);
    return { runId, ignored };
  }

  private async save(sent: object, how: ChangeCircumstances): Promise<SavedChange> {
    const index = await this.index.get();
    const told = strategyOf(index);
    await this.repository.lock(index.id, told);
    const before = (await this.repository.find(index.id))?.configuration ?? told;
    const { configuration: after, ignored } = withChanges(before, sent, SENT_BACK);
    assertWeightsFit(after);
    const { requester, proposal } = how;
    const reason = proposal?.reason ?? null;
    await this.repository.save(index.id, {
      configuration: after,
      aiAdjusted: proposal !== undefined,
      aiReason: reason,
      aiConfidence: proposal?.confidence ?? null,
    });
    const changeId = await this.repository.record(index.id, { requester, reason, before, after });
    return { changeId, ignored };
  }

  /** Asked when the computation begins, so that the newest wish counts. */
  private async configurationOf({ id }: IndexDefinition): Promise<IndexDefinition['configuration'] | undefined> {
    const stored = await this.repository.find(id);
    return stored === undefined ? undefined : methodConfigurationOf(stored.configuration);
  }
}

/** What an answer has beside the strategy; the web app sends all of it back. */
const SENT_BACK = [
  'last_rebalance',
  'ai_adjusted',
  'ai_adjustment_reason',
  'ai_confidence_score',
  'updated_at',
  'applied',
];

function sameConfiguration(one: StrategyConfiguration, other: StrategyConfiguration): boolean {
  const told = new Map(Object.entries(methodConfigurationOf(other)));
  return Object.entries(methodConfigurationOf(one)).every(([name, value]) => told.get(name) === value);
}

/** Those that were sent with those that are stored. */
function assertWeightsFit({ momentum_weight, market_cap_weight, risk_parity_weight }: StrategyConfiguration): void {
  const errors = faultsOf(
    Object.assign(new StrategyBody(), { momentum_weight, market_cap_weight, risk_parity_weight }),
  );
  if (errors.length > 0) throw new AppError('unprocessable', errors.map(({ detail }) => detail).join('; '), { errors });
}
