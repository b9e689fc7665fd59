import { createHash } from 'node:crypto';
import { RunRecord } from '../../runs';

const DIGEST_CHARACTERS = 16;

/** Names a step of a run by what its record says, so that every instance gives it the same name. No step comes twice. */
export function eventIdOf({
  id,
  stage,
  counts,
  status,
}: Pick<RunRecord, 'id' | 'stage' | 'counts' | 'status'>): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([status, stage, counts]))
    .digest('hex');
  return `${id}-${digest.slice(0, DIGEST_CHARACTERS)}`;
}
