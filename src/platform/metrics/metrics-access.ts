import { timingSafeEqual } from 'node:crypto';

/** Whether a request may see the metrics: anybody where no token is set, else who sends it as `Authorization: Bearer`. */
export function isAdmitted(authorization: string | undefined, token: string | undefined): boolean {
  return token === undefined || isSameText(authorization ?? '', `Bearer ${token}`);
}

function isSameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
