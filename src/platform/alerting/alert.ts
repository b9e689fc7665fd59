import { AlertCause, alertDefinition } from './alert-catalogue';

/** An event that a person should know of. */
export interface AlertEvent {
  readonly cause: AlertCause;
  /** Which one it is about: a pool, a vendor, a kind of assets. Cause and subject identify an alert. */
  readonly subject?: string;
  /** What happened, in one sentence. */
  readonly summary: string;
  /** Request or job in which it happened. Omitted: the current one. Undefined: none. */
  readonly requestId?: string | undefined;
}

export type AlertTopic = Pick<AlertEvent, 'cause' | 'subject'>;

export type NotificationKind = 'raised' | 'ongoing' | 'recovered';

/** One alert, from its first event to its resolution, with what was sent about it. Instants are milliseconds since 1970. */
export interface Alert {
  readonly cause: AlertCause;
  readonly subject: string;
  readonly summary: string;
  readonly requestId: string | null;
  readonly occurrences: number;
  readonly openedAt: number;
  readonly lastAt: number;
  readonly resolvedAt: number | null;
  /** The last notification that arrived. Of `ongoing` ones only the time and the count are kept. */
  readonly notified: 'raised' | 'recovered' | null;
  readonly notifiedAt: number | null;
  readonly notifiedOccurrences: number;
}

/** A notification that arrived, with the number of events it reported. */
export interface SentNotification {
  readonly kind: NotificationKind;
  readonly occurrences: number;
}

/** Minimum time between two notifications of the same alert. An alert that is raised again within it is reopened. */
export const COOL_DOWN_MS = 5 * 60_000;

/** The alert after `times` more events: the previous one if it is open or was until just now, else a new one. */
export function raise<Previous extends Alert>(
  previous: Previous | undefined,
  event: AlertEvent,
  times: number,
  now: number,
): Previous | Alert {
  const { cause, subject = '', summary, requestId = null } = event;
  if (previous === undefined || isOver(previous, now)) {
    const unsent = { resolvedAt: null, notified: null, notifiedAt: null, notifiedOccurrences: 0 };
    return { cause, subject, summary, requestId, occurrences: times, openedAt: now, lastAt: now, ...unsent };
  }
  return {
    ...previous,
    summary,
    requestId: requestId ?? previous.requestId,
    occurrences: previous.occurrences + times,
    lastAt: now,
    resolvedAt: null,
  };
}

/** The alert after a notification arrived. */
export function afterNotification<Previous extends Alert>(
  alert: Previous,
  { kind, occurrences }: SentNotification,
  now: number,
): Previous {
  const notifiedAt = kind === 'recovered' ? alert.notifiedAt : now;
  if (alertDefinition(alert.cause).momentary) {
    return { ...alert, notified: 'recovered', notifiedAt, notifiedOccurrences: occurrences, resolvedAt: now };
  }
  const notified = kind === 'recovered' ? 'recovered' : 'raised';
  return { ...alert, notified, notifiedAt, notifiedOccurrences: occurrences };
}

/** Resolved, and raising it again opens a new alert. A cause that comes and goes thus stays one alert. */
export function isOver(alert: Alert, now: number): boolean {
  return alert.resolvedAt !== null && now - (alert.notifiedAt ?? alert.openedAt) >= COOL_DOWN_MS;
}

/** The next notification if nothing more happens, and when it may be sent; 0 is at once. */
export function nextNotification(alert: Alert): { readonly kind: NotificationKind; readonly at: number } | undefined {
  if (alert.notified === null) return { kind: 'raised', at: 0 };
  if (alert.resolvedAt !== null) return alert.notified === 'raised' ? { kind: 'recovered', at: 0 } : undefined;
  if (alert.occurrences <= alert.notifiedOccurrences) return undefined;
  return { kind: 'ongoing', at: (alert.notifiedAt ?? 0) + COOL_DOWN_MS };
}

export function notificationDue(alert: Alert, now: number): NotificationKind | undefined {
  const next = nextNotification(alert);
  return next !== undefined && next.at <= now ? next.kind : undefined;
}
