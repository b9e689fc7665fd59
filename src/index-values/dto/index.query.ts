import { QueryInteger, QueryPattern } from '../../platform/http';
import { SLUG_PATTERN } from '../index-definition';

export function IndexSlug(): PropertyDecorator {
  return QueryPattern(SLUG_PATTERN, 'must be the slug of an index', { example: 'autoindex' });
}

export class SlugParameter {
  @IndexSlug()
  slug: string;
}

export class IndexListQuery {
  @QueryInteger(1, 1_000, { default: 100 })
  limit: number = 100;

  @QueryPattern(SLUG_PATTERN, 'must be the nextCursor of the page before', { optional: true })
  cursor?: string;
}
