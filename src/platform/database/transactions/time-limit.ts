/** Ends waits that take too long: for work, and for a server or a network that does not answer any more. */
export class TimeLimit {
  private readonly timer: NodeJS.Timeout;
  private readonly expired: Promise<never>;

  /** Time runs from now on, in milliseconds. `expire` ends what the limit cannot end by itself, and says why. */
  constructor(milliseconds: number, expire: () => Error) {
    let refuse: (reason: Error) => void = () => undefined;
    this.expired = new Promise((_, reject) => (refuse = reject));
    this.expired.catch(() => undefined);
    this.timer = setTimeout(() => refuse(expire()), milliseconds);
  }

  /** Does the work. @throws what `expire` says, when time is up before it is done */
  over<Result>(work: () => Promise<Result>): Promise<Result> {
    return Promise.race([work(), this.expired]);
  }

  clear(): void {
    clearTimeout(this.timer);
  }
}
