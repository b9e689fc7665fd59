import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { PROVIDERS } from '../platform/config';

export const ASSET_KINDS = ['equity', 'etf', 'index', 'fx'] as const;

/** What an asset is: a share, a fund, a benchmark index, which cannot be held, or an exchange rate such as `EUR/USD`. */
export type AssetKind = (typeof ASSET_KINDS)[number];

export const FETCH_SOURCES = ['auto', 'none', ...PROVIDERS] as const;

/** Where a refresh gets an asset's prices: from any configured provider, from none, or from one only. */
export type FetchSource = (typeof FETCH_SOURCES)[number];

/** Matches part of a text; use `isSymbol` for a whole text. */
export const SYMBOL_PATTERN = /[A-Z0-9.^=/-]{1,20}/;

export const SYMBOL_FORM = 'must be a symbol: 1 to 20 of the characters A-Z 0-9 . ^ = / -';

export function isSymbol(text: string): boolean {
  return SYMBOL_PATTERN.exec(text)?.[0] === text;
}

/** An exchange rate: how much of the second currency one of the first costs. */
export const EXCHANGE_RATE_PATTERN = /^([A-Z]{3})\/([A-Z]{3})$/;

/** Something that has a price. It is only deactivated, never deleted, because its history stays. */
@Entity('assets')
export class Asset {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' })
  id: number;

  @Column('text', { unique: true })
  symbol: string;

  @Column('text')
  name: string;

  @Column('text', { nullable: true })
  sector: string | null;

  /** ISO 4217; of an exchange rate `AAA/BBB` it is BBB, in which the price of one AAA is given. */
  @Column('text', { default: 'USD' })
  currency: string;

  @Column('text', { default: 'equity' })
  kind: AssetKind;

  /** A refresh leaves inactive assets out. An inactive asset keeps its prices and its history in indices. */
  @Column('boolean', { default: true })
  active: boolean;

  /** The column has another name, because FETCH is a keyword of SQL. */
  @Column('text', { name: 'fetch_source', default: 'auto' })
  fetch: FetchSource;

  /** The import that created the asset; a revert of it deactivates the asset. */
  @Column('bigint', { name: 'created_by_run', nullable: true })
  createdByRun: number | null;

  @Column('timestamp with time zone', { name: 'created_at', default: () => 'now()' })
  createdAt: string;

  @Column('timestamp with time zone', { name: 'updated_at', default: () => 'now()' })
  updatedAt: string;
}

/** A new asset; omitted fields have defaults. */
export type NewAsset = Pick<Asset, 'symbol'> & Partial<Omit<Asset, 'id' | 'symbol' | 'createdAt' | 'updatedAt'>>;

export type AssetChange = Partial<Pick<Asset, 'name' | 'sector' | 'currency' | 'kind' | 'active' | 'fetch'>>;
