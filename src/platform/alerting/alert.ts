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

export type MessageKind = 'raised' | 'ongoing' | 'recovered';

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

/** A message that got out. */
export interface Told {
  readonly kind: MessageKind;
  /** How many events it told of. */
  readonly occurrences: number;
}

/** Within this time after a message further events of the same alert are only counted. */
export const COOL_DOWN_MS = 5 * 60_000;

interface NextMessage {
  readonly kind: MessageKind;
  /** Not to be told earlier. 0: at once. */
  readonly at: number;
}

/** What is to be told of an alert next, if nothing more happens. */
export function nextMessage(episode: Episode): NextMessage | undefined {
  if (episode.told === null) return { kind: 'raised', at: 0 };
  if (episode.recoveredAt !== null) return episode.told === 'raised' ? { kind: 'recovered', at: 0 } : undefined;
  if (episode.occurrences <= episode.toldOccurrences) return undefined;
  return { kind: 'ongoing', at: (episode.toldAt ?? 0) + COOL_DOWN_MS };
}

/** What is to be told of an alert now, if anything. */
export function messageDue(episode: Episode, now: number): MessageKind | undefined {
  const next = nextMessage(episode);
  return next !== undefined && next.at <= now ? next.kind : undefined;
}

/** An alert that is over for less than the cool-down is opened again, so that a flickering cause stays one alert. */
export function isReopened(episode: Episode, now: number): boolean {
  return now - (episode.toldAt ?? episode.openedAt) < COOL_DOWN_MS;
}
