import { Injectable } from '@nestjs/common';
import { Transactional } from '../platform/database';
import { AppError } from '../platform/errors';
import { Asset, AssetChange, EXCHANGE_RATE_PATTERN, NewAsset } from './asset.entity';
import { AssetFilter, AssetsRepository } from './assets.repository';

export interface AssetPage {
  readonly data: Asset[];
  readonly nextCursor: string | null;
}

@Injectable()
export class AssetsService {
  constructor(private readonly repository: AssetsRepository) {}

  /** Those of the symbols that exist, by symbol. */
  findBySymbols(symbols: readonly string[]): Promise<Asset[]> {
    return this.repository.findBySymbols(symbols);
  }

  /** @throws AppError `not-found` */
  async getBySymbol(symbol: string): Promise<Asset> {
    const [asset] = await this.repository.findBySymbols([symbol]);
    if (asset === undefined) throw new AppError('not-found', `There is no asset ${symbol}.`);
    return asset;
  }

  /** The symbols that no asset has, in the order asked. */
  async findUnknown(symbols: readonly string[]): Promise<string[]> {
    const known = new Set((await this.repository.findBySymbols(symbols)).map(({ symbol }) => symbol));
    return symbols.filter((symbol) => !known.has(symbol));
  }

  /** By symbol, `limit` at a time; the cursor is the last symbol of the page before. */
  async list(filter: AssetFilter, limit: number, cursor?: string): Promise<AssetPage> {
    const found = await this.repository.list(filter, limit + 1, cursor);
    const data = found.slice(0, limit);
    return { data, nextCursor: found.length > limit ? (data.at(-1)?.symbol ?? null) : null };
  }

  /** Creates those that are missing and changes none. Repeating it changes nothing. */
  @Transactional()
  async ensure(assets: readonly NewAsset[]): Promise<void> {
    if (assets.length > 0) await this.repository.insertMissing(assets);
  }

  /** @throws AppError `conflict` when the symbol is taken, `validation-failed` for an exchange rate that is none */
  @Transactional()
  async create(asset: NewAsset): Promise<Asset> {
    const complete = { ...asset, currency: asset.currency ?? quotedCurrency(asset.symbol) ?? 'USD' };
    refuseFalseExchangeRate(complete);
    const [taken] = await this.repository.findBySymbols([asset.symbol]);
    if (taken !== undefined) throw new AppError('conflict', `The symbol ${asset.symbol} is taken.`);
    await this.repository.insert(complete);
    return this.getBySymbol(asset.symbol);
  }

  /** @throws AppError `not-found` */
  @Transactional()
  async change(symbol: string, change: AssetChange): Promise<Asset> {
    const asset = await this.getBySymbol(symbol);
    refuseFalseExchangeRate({ ...asset, ...change });
    await this.repository.update(symbol, change);
    return this.getBySymbol(symbol);
  }
}

function refuseFalseExchangeRate({ symbol, kind, currency }: NewAsset): void {
  if (kind !== 'fx') return;
  const quoted = quotedCurrency(symbol);
  if (quoted === undefined) throw fieldError('/symbol', 'the symbol of an exchange rate is two currencies, as EUR/USD');
  if (quoted !== currency) throw fieldError('/currency', `the currency of ${symbol} is ${quoted}`);
}

/** USD of `EUR/USD`; undefined for the symbol of anything but an exchange rate. */
function quotedCurrency(symbol: string): string | undefined {
  return EXCHANGE_RATE_PATTERN.exec(symbol)?.[1];
}

function fieldError(pointer: string, detail: string): AppError {
  return new AppError('validation-failed', detail, { errors: [{ pointer, detail }] });
}
