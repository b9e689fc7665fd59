import { DEFAULT_BENCHMARK } from '../assets';
import { NewIndex } from './index-definition';

/** The indices that come with the first start. */
export const DEFAULT_INDICES: readonly NewIndex[] = [
  { slug: 'autoindex', name: 'AutoIndex', method: 'autoindex-v1', benchmark: DEFAULT_BENCHMARK },
  { slug: 'autoindex-chained', name: 'AutoIndex Chained', method: 'chained', benchmark: DEFAULT_BENCHMARK },
];
