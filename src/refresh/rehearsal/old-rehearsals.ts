import { Disposable } from '../../platform/cleanup';

/** After so long nobody repeats a request. */
export const oldRehearsals: Disposable = {
  name: 'rehearsals',
  table: 'rehearsals',
  condition: 'recorded_at < $1',
};
