import { Injectable } from '@nestjs/common';
import { Transactional } from '../platform/database';
import { AppError } from '../platform/errors';
import { isCurrencyCode, Page, readPage } from '../platform/http';
import { hasFields } from '../platform/utils/has-fields';
import { Asset, AssetChange, EXCHANGE_RATE_PATTERN, NewAsset } from './asset.entity';
import { AssetFilter, AssetsRepository } from './assets.repository';

/** Assets of one statement: PostgreSQL takes 65,535 parameters. */
const MAX_INSERTED = 5_000;

@Injectable()
export class AssetsService {
  constructor(private readonly repository: AssetsRepository) {}

  /** The assets of the symbols, by symbol; unknown symbols are left out. */
  findBySymbols(symbols: readonly string[]): Promise<Asset[]> {
    return this.repository.findBySymbols(symbols);
  }

  /** @throws AppError `not-found` */
  async getBySymbol(symbol: string): Promise<Asset> {
    const [asset] = await this.repository.findBySymbols([symbol]);
    if (asset === undefined) throw new AppError('not-found', `There is no asset ${symbol}.`);
    return asset;
  }

  /** The symbols that no asset has, in the given order. */
  async findUnknown(symbols: readonly string[]): Promise<string[]> {
    const known = new Set((await this.repository.findBySymbols(symbols)).map(({ symbol }) => symbol));
    return symbols.filter((symbol) => !known.has(symbol));
  }

  /** By symbol, `limit` at a time; the cursor is the last symbol of the page before. */
  list(filter: AssetFilter, limit: number, cursor?: string): Promise<Page<Asset>> {
    return readPage(
      limit,
      (rows) => this.repository.list(filter, rows, cursor),
      ({ symbol }) => symbol,
    );
  }

  /** Creates missing assets; existing ones are not changed. */
  @Transactional()
  async ensure(assets: readonly NewAsset[]): Promise<void> {
    for (let start = 0; start < assets.length; start += MAX_INSERTED) {
      await this.repository.insertMissing(assets.slice(start, start + MAX_INSERTED));
    }
  }

  /**
   * Creates the missing assets of an import by symbol alone; the symbol of an exchange rate also gives kind and currency.
   * A vendor may not know them, so no refresh fetches them until `fetch` is changed.
   */
  ensureImported(symbols: readonly string[], runId: number): Promise<void> {
    return this.ensure(
      symbols.map((symbol) => {
        const currency = quotedCurrency(symbol);
        const imported = { symbol, fetch: 'none', createdByRun: runId } as const;
        return currency === undefined ? imported : { ...imported, kind: 'fx', currency };
      }),
    );
  }

  /** Activates assets that the revert of another import deactivated. */
  @Transactional()
  reactivateImported(ids: readonly number[], runId: number): Promise<void> {
    return this.repository.reactivate(ids, runId);
  }

  /**
   * Repeating it changes nothing.
   * @throws AppError `conflict` when an asset that differs has the symbol, `validation-failed` for an invalid exchange rate
   */
  @Transactional()
  async create(asset: NewAsset): Promise<Asset> {
    const complete = { ...asset, currency: asset.currency ?? quotedCurrency(asset.symbol) ?? 'USD' };
    refuseInvalidExchangeRate(complete);
    const [taken] = await this.repository.findBySymbols([asset.symbol]);
    if (taken !== undefined && hasFields(taken, complete)) return taken;
    if (taken !== undefined) throw new AppError('conflict', `The symbol ${asset.symbol} is taken.`);
    await this.repository.insert(complete);
    return this.getBySymbol(asset.symbol);
  }

  /** @throws AppError `not-found` */
  @Transactional()
  async change(symbol: string, change: AssetChange): Promise<Asset> {
    const asset = await this.getBySymbol(symbol);
    refuseInvalidExchangeRate({ ...asset, ...change });
    await this.repository.update(symbol, change);
    return this.getBySymbol(symbol);
  }

  /** All of them or none. @throws AppError `not-found` */
  @Transactional()
  async changeAll(symbols: readonly string[], change: AssetChange): Promise<void> {
    for (const symbol of symbols) await this.change(symbol, change);
  }
}

function refuseInvalidExchangeRate({ symbol, kind, currency }: NewAsset): void {
  if (kind !== 'fx') return;
  const quoted = quotedCurrency(symbol);
  if (quoted === undefined) throw fieldError('/symbol', 'the symbol of an exchange rate is two currencies, as EUR/USD');
  if (quoted !== currency) throw fieldError('/currency', `the currency of ${symbol} is ${quoted}`);
}

/** USD for `EUR/USD`; undefined for any other symbol. */
function quotedCurrency(symbol: string): string | undefined {
  const [, base, quoted] = EXCHANGE_RATE_PATTERN.exec(symbol) ?? [];
  return isCurrencyCode(base) && isCurrencyCode(quoted) ? quoted : undefined;
}

function fieldError(pointer: string, detail: string): AppError {
  return new AppError('validation-failed', detail, { errors: [{ pointer, detail }] });
}
