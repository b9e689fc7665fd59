import { ExecutionContext, Injectable, createParamDecorator } from '@nestjs/common';
import { FastifyReply, FastifyRequest } from 'fastify';
import { isOfAdministrator, requesterOf } from '../../accounts';
import { Limiter } from '../../platform/rate-limit';
import { RefreshQueue } from '../../refresh';
import { Requester, RunEvents, RunRecord } from '../../runs';
import { StrategyService } from '../strategy/strategy.service';

export const REFRESH_MODES = ['auto', 'full', 'minimal', 'cached'] as const;
export type RefreshMode = (typeof REFRESH_MODES)[number];

/** The first day of the default history, from which a full refresh starts. */
export const FIRST_DAY = '2018-01-01';

/** A page shows its response as done and loads its data again at once, so a response waits this long for the run. */
const MAX_WAIT_MS = 10_000;

/** A request of one of the web app's buttons. */
export interface Press {
  readonly requester: Requester;
  /** Counts a run that the request starts. Administrators have no budget. @throws AppError `too-many-requests` */
  readonly pay: (limiter: Limiter) => Promise<void>;
}

export const Pressed = createParamDecorator((_data: unknown, context: ExecutionContext): Press => {
  const http = context.switchToHttp();
  const request = http.getRequest<FastifyRequest>();
  const reply = http.getResponse<FastifyReply>();
  return {
    requester: requesterOf(request),
    pay: async (limiter) => (isOfAdministrator(request) ? undefined : limiter.countFor('button', request, reply)),
  };
});

/** `joined`: the run was under way already. */
interface StartedRun {
  readonly runId: number;
  readonly joined: boolean;
}

/**
 * Starts what the buttons ask for. Several buttons and routes ask for the same refresh, some at once with one click: the
 * first request starts it, the others join it. Starting a run counts against the budget of a user or key, joining one
 * does not.
 */
@Injectable()
export class ButtonsService {
  private readonly turns = new Map<string, Promise<unknown>>();

  constructor(
    private readonly refreshes: RefreshQueue,
    private readonly strategy: StrategyService,
    private readonly events: RunEvents,
    private readonly limiter: Limiter,
  ) {}

  /** @throws AppError `conflict` naming a running refresh of something else; `too-many-requests` */
  async refresh(mode: RefreshMode, press: Press): Promise<StartedRun> {
    if (mode === 'cached') return { runId: await this.compute(press), joined: false };
    const wanted = { allowPartial: false, ...(mode === 'full' ? { from: FIRST_DAY } : {}) };
    const { runId, repeated } = await this.inTurn(press, () =>
      this.refreshes.beginOrJoin(wanted, press.requester, {
        joins: refreshesAllAssets,
        admit: () => press.pay(this.limiter),
      }),
    );
    return { runId, joined: repeated };
  }

  /** Returns the id of the run. @throws AppError `too-many-requests` */
  async compute(press: Press): Promise<number> {
    await press.pay(this.limiter);
    return this.strategy.recompute(press.requester);
  }

  /** The record of a run when it has ended, or after ten seconds as it is. */
  ended(runId: number): Promise<RunRecord> {
    return this.events.ended(runId, MAX_WAIT_MS);
  }

  /** One request of a requester after the other, or both requests of a click would pay before one of them joins. */
  private async inTurn<Result>({ requester }: Press, press: () => Promise<Result>): Promise<Result> {
    const turn = (this.turns.get(requester.name) ?? Promise.resolve()).then(press);
    const ended = turn.catch(() => undefined);
    this.turns.set(requester.name, ended);
    try {
      return await turn;
    } finally {
      if (this.turns.get(requester.name) === ended) this.turns.delete(requester.name);
    }
  }
}

/** The buttons ask for all assets up to now, completely or not at all. Only the first day may differ: the text names it. */
function refreshesAllAssets({ parameters }: Pick<RunRecord, 'parameters'>): boolean {
  const { assets, to, provider, allowPartial = false, from = FIRST_DAY } = parameters;
  const isWhole = assets === undefined && to === undefined && provider === undefined;
  return isWhole && allowPartial === false && from === FIRST_DAY;
}
