import { FailedFetch, FailureCategory } from './market-data-provider';

/** A provider could do nothing at all. The message is for people and holds no secret. */
export class ProviderError extends Error {
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly provider: string,
    readonly category: FailureCategory,
    message: string,
    options: { retryAfterSeconds?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'ProviderError';
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  /** The same, said of one symbol. */
  asOutcome(symbol: string): FailedFetch {
    const { provider, category, message, retryAfterSeconds } = this;
    return {
      kind: 'failure',
      symbol,
      provider,
      category,
      message,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    };
  }
}
