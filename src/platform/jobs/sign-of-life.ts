import { runInContext } from '../request-context';

const BEAT_EVERY_MS = 3_000;
/** How often those who watch are told how far a job is. */
const TELL_EVERY_MS = 300;

type Beat = (progress: object | undefined) => Promise<boolean>;

/** Says again and again that a job is being done, and how far it is. One beat at a time. */
export class SignOfLife {
  private readonly lost = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private beating: Promise<void> | undefined;
  private latest: object | undefined;
  private toldAt = -Infinity;

  /** `beat` answers whether the job is still ours. */
  constructor(
    private readonly leaving: AbortSignal,
    private readonly beat: Beat,
  ) {
    this.timer = setInterval(() => this.say(), BEAT_EVERY_MS);
  }

  /** Aborted when the process leaves, or when the job is not ours any more. */
  get signal(): AbortSignal {
    return AbortSignal.any([this.leaving, this.lost.signal]);
  }

  progress(current: number, total: number): void {
    this.latest = { current, total };
    if (performance.now() - this.toldAt < TELL_EVERY_MS) return;
    this.toldAt = performance.now();
    this.say();
  }

  async end(): Promise<void> {
    clearInterval(this.timer);
    await this.beating;
  }

  /** In a context of its own: the transaction of the one who says how far he is is none of ours. */
  private say(): void {
    this.beating ??= runInContext('jobs', () => this.beatOnce()).finally(() => (this.beating = undefined));
  }

  /** A beat that fails is made up for by the next one. */
  private async beatOnce(): Promise<void> {
    const isOurs = await this.beat(this.latest).catch(() => true);
    if (!isOurs) this.lost.abort();
  }
}
