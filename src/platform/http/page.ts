import { Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { QueryInteger } from './fields';

/** A part of a list, and where the next part begins: null on the last one. */
export interface Page<Item> {
  readonly data: Item[];
  readonly nextCursor: string | null;
}

/** The query of a list in the order of its ids. */
export class IdPageQuery {
  @QueryInteger(1, 500, { default: 50 })
  limit: number = 50;

  @QueryInteger(1, Number.MAX_SAFE_INTEGER, { optional: true, description: 'The nextCursor of the page before' })
  cursor?: number;
}

/**
 * Reads a page of `limit` items with one more row, which says whether there is a next page. The cursor is `cursorOf` of
 * the last item.
 */
export async function readPage<Item>(
  limit: number,
  read: (rows: number) => Promise<readonly Item[]>,
  cursorOf: (last: Item) => string | number,
): Promise<Page<Item>> {
  const found = await read(limit + 1);
  const data = found.slice(0, limit);
  const last = data.at(-1);
  return { data, nextCursor: found.length > limit && last !== undefined ? String(cursorOf(last)) : null };
}

export function mapPage<Item, Dto>({ data, nextCursor }: Page<Item>, toDto: (item: Item) => Dto): Page<Dto> {
  return { data: data.map((item) => toDto(item)), nextCursor };
}

/** The base class of a DTO of a page: extend `PageOf(AssetDto)`. */
export function PageOf<Dto>(dto: Type<Dto>, nextCursor: string | null = null): Type<Page<Dto>> {
  class PageDto implements Page<Dto> {
    @ApiProperty({ type: [dto] })
    data: Dto[];
    @ApiProperty({
      nullable: true,
      type: String,
      example: nextCursor,
      description: 'Send it as `cursor` for the next page; null on the last one',
    })
    nextCursor: string | null;
  }
  return PageDto;
}
