import { redactText } from '../logging';
import { Alert, NotificationKind } from './alert';
import { AlertCause, alertDefinition } from './alert-catalogue';

const MAX_SUMMARY_LENGTH = 500;

/** A notification. This is the body of the generic webhook. */
export interface AlertMessage {
  readonly service: 'autoindex';
  readonly kind: NotificationKind;
  readonly cause: AlertCause;
  readonly subject: string | null;
  readonly severity: 'critical' | 'warning';
  readonly title: string;
  readonly summary: string;
  /** Events since the alert was opened. */
  readonly occurrences: number;
  readonly requestId: string | null;
  /** Instants, ISO 8601 in UTC. */
  readonly since: string;
  readonly recoveredAt: string | null;
  /** Where to read what to do. */
  readonly runbook: string;
}

/** The summary is redacted, because it may quote an error of a driver or a vendor. */
export function messageOf(alert: Alert, kind: NotificationKind): AlertMessage {
  const { severity, title } = alertDefinition(alert.cause);
  return {
    service: 'autoindex',
    kind,
    cause: alert.cause,
    subject: alert.subject === '' ? null : alert.subject,
    severity,
    title,
    summary: redactText(alert.summary).slice(0, MAX_SUMMARY_LENGTH),
    occurrences: alert.occurrences,
    requestId: alert.requestId,
    since: new Date(alert.openedAt).toISOString(),
    recoveredAt: alert.resolvedAt === null ? null : new Date(alert.resolvedAt).toISOString(),
    runbook: `docs/operations.md#alert-${alert.cause}`,
  };
}

const LEAD = { raised: 'ALERT', ongoing: 'STILL', recovered: 'OVER' } as const;

/** The message as lines of text. */
export function textOf(message: AlertMessage): string {
  const { kind, severity, title, subject, summary, occurrences, requestId, since, runbook } = message;
  return [
    `${LEAD[kind]} (${severity}): ${title}${subject === null ? '' : ` [${subject}]`}`,
    summary,
    `since ${since}, ${occurrences} time(s)${requestId === null ? '' : `, request ${requestId}`}`,
    `what to do: ${runbook}`,
  ].join('\n');
}
