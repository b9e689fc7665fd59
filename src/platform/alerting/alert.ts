import { AlertCause } from './alert-causes';

/** Something that a person should know of. */
export interface AlertEvent {
  readonly cause: AlertCause;
  /** Which of several it is about: a pool, a vendor, a kind of assets. Cause and subject together make one alert. */
  readonly subject?: string;
  /** What happened, in one sentence. */
  readonly summary: string;
  /** Of the request or job in which it happened. Left out: of the one under way; undefined: of none. */
  readonly requestId?: string | undefined;
}

/** What an alert is about. */
export type AlertTopic = Pick<AlertEvent, 'cause' | 'subject'>;

/** One alert from its first event to its recovery, and what has been told of it. */
export interface Episode {
  readonly cause: AlertCause;
  readonly subject: string;
  readonly summary: string;
  readonly requestId: string | null;
  readonly occurrences: number;
  /** Milliseconds since 1970, as are the others. */
  readonly openedAt: number;
  readonly recoveredAt: number | null;
  /** The last message that got out, when, and how many events it told of. */
  readonly told: 'raised' | 'recovered' | null;
  readonly toldAt: number | null;
  readonly toldOccurrences: number;
}

/** Within this time after a message further events of the same alert are only counted. */
export const COOL_DOWN_MS = 5 * 60_000;

export type MessageKind = 'raised' | 'ongoing' | 'recovered';

/** What is to be told of an alert now, if anything. */
export function messageDue(episode: Episode, now: number): MessageKind | undefined {
  if (episode.told === null) return 'raised';
  if (episode.recoveredAt !== null) return episode.told === 'raised' ? 'recovered' : undefined;
  const hasNews = episode.occurrences > episode.toldOccurrences;
  return hasNews && now - (episode.toldAt ?? 0) >= COOL_DOWN_MS ? 'ongoing' : undefined;
}

/** An alert that is over for less than the cool-down is opened again, so that a flickering cause stays one alert. */
export function isReopened(episode: Episode, now: number): boolean {
  return now - (episode.toldAt ?? episode.openedAt) < COOL_DOWN_MS;
}
