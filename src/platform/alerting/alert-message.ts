import { redactText } from '../logging/redaction';
import { Episode, MessageKind } from './alert';
import { AlertCause, causeEntry } from './alert-causes';

const LONGEST_SUMMARY = 500;

/** What a channel sends. This is the body of the generic webhook. */
export interface AlertMessage {
  readonly service: 'autoindex';
  readonly kind: MessageKind;
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

/** What is told of an alert, without any secret that a driver or a vendor may have put into its sentence. */
export function messageOf(episode: Episode, kind: MessageKind): AlertMessage {
  const { severity, title } = causeEntry(episode.cause);
  return {
    service: 'autoindex',
    kind,
    cause: episode.cause,
    subject: episode.subject === '' ? null : episode.subject,
    severity,
    title,
    summary: redactText(episode.summary).slice(0, LONGEST_SUMMARY),
    occurrences: episode.occurrences,
    requestId: episode.requestId,
    since: new Date(episode.openedAt).toISOString(),
    recoveredAt: episode.recoveredAt === null ? null : new Date(episode.recoveredAt).toISOString(),
    runbook: `docs/operations.md#alert-${episode.cause}`,
  };
}

const LEAD = { raised: 'ALERT', ongoing: 'STILL', recovered: 'OVER' } as const;

/** The message as lines for people. */
export function textOf(message: AlertMessage): string {
  const { kind, severity, title, subject, summary, occurrences, requestId, since, runbook } = message;
  return [
    `${LEAD[kind]} (${severity}): ${title}${subject === null ? '' : ` [${subject}]`}`,
    summary,
    `since ${since}, ${occurrences} time(s)${requestId === null ? '' : `, request ${requestId}`}`,
    `what to do: ${runbook}`,
  ].join('\n');
}
