import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

export const ASSET_KINDS = ['equity', 'etf', 'index', 'fx'] as const;

/** What an asset is: a share, a fund, a benchmark index, which cannot be held, or an exchange rate such as `EUR/USD`. */
export type AssetKind = (typeof ASSET_KINDS)[number];

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

  /** Whether a refresh fetches its prices. An inactive asset keeps its prices and its history in indices. */
  @Column('boolean', { default: true })
  active: boolean;

  @Column('timestamp with time zone', { name: 'created_at', default: () => 'now()' })
  createdAt: string;

  @Column('timestamp with time zone', { name: 'updated_at', default: () => 'now()' })
  updatedAt: string;
}

/** A new asset; omitted fields have defaults. */
export type NewAsset = Pick<Asset, 'symbol'> & Partial<Omit<Asset, 'id' | 'symbol' | 'createdAt' | 'updatedAt'>>;

export type AssetChange = Partial<Pick<Asset, 'name' | 'sector' | 'currency' | 'kind' | 'active'>>;
