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

/** Who changes the strategy, and why. */
interface ChangeCircumstances {
  readonly requester: Requester;
  readonly recompute: boolean;
  /** Present if a program proposed the change. `confidence` is 0 to 1. */
  readonly proposal?: { readonly reason: string; readonly confidence: number };
}

interface SavedChange {
  readonly changeId: number;
  readonly ignored: readonly string[];
}

/**
 * The strategy of the web app's index. A change is stored at once with its entry in the audit trail. The background
 * recomputation applies it in its own transaction, so index values always belong to the configuration of the index.
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
    const applied = strategyOf(index);
    const stored = await this.repository.find(index.id);
    const requested = stored?.configuration ?? applied;
    const [holding] = await this.history.newestHoldings(index.id);
    return {
      ...requested,
      last_rebalance: holding?.date ?? null,
      ai_adjusted: stored?.aiAdjusted ?? false,
      ai_adjustment_reason: stored?.aiReason ?? null,
      ai_confidence_score: stored?.aiConfidence ?? null,
      updated_at: stored?.updatedAt ?? null,
      applied: stored === undefined || sameConfiguration(requested, applied),
    };
  }

  /** Recomputations take the configuration of an index from its stored strategy, if it has one. */
  onModuleInit(): void {
    this.recomputation.configuredBy((index) => this.configurationOf(index));
  }

  /** `sent` has validated fields and others, which are ignored. @throws AppError `unprocessable` for weights that do not sum to 1 */
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

  /** Recomputes the index with the stored strategy in the background. Returns the id of the run. */
  async recompute(requester: Requester): Promise<number> {
    const { slug } = await this.index.get();
    return this.recomputation.begin(slug, requester);
  }

  /** The audit trail, newest first. */
  async changes(limit: number): Promise<StrategyChangeRecord[]> {
    return this.repository.history((await this.index.get()).id, limit);
  }

  /** Stores the strategy, its entry in the audit trail and the job that applies it: all or none. */
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
    const applied = strategyOf(index);
    await this.repository.lock(index.id, applied);
    const before = (await this.repository.find(index.id))?.configuration ?? applied;
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

  /** Called when the computation begins, so that it uses the newest strategy. */
  private async configurationOf({ id }: IndexDefinition): Promise<IndexDefinition['configuration'] | undefined> {
    const stored = await this.repository.find(id);
    return stored === undefined ? undefined : methodConfigurationOf(stored.configuration);
  }
}

/** Fields of the response that are not part of the strategy. The web app sends them back. */
const SENT_BACK = [
  'last_rebalance',
  'ai_adjusted',
  'ai_adjustment_reason',
  'ai_confidence_score',
  'updated_at',
  'applied',
];

function sameConfiguration(one: StrategyConfiguration, other: StrategyConfiguration): boolean {
  const others = new Map(Object.entries(methodConfigurationOf(other)));
  return Object.entries(methodConfigurationOf(one)).every(([name, value]) => others.get(name) === value);
}

/** Checks the sum of sent and stored weights together. */
function assertWeightsFit({ momentum_weight, market_cap_weight, risk_parity_weight }: StrategyConfiguration): void {
  const errors = faultsOf(
    Object.assign(new StrategyBody(), { momentum_weight, market_cap_weight, risk_parity_weight }),
  );
  if (errors.length > 0) throw new AppError('unprocessable', errors.map(({ detail }) => detail).join('; '), { errors });
}
