import { format } from 'node:util';
import { DestinationStream, LogFn, Logger, pino } from 'pino';
import { AppConfig } from '../config';
import { currentRequestId } from '../request-context';
import { redactFields, redactText } from './redaction';

type LogSettings = Pick<AppConfig, 'logLevel'>;

/** Writes one JSON object per line to standard output, or readable lines to a terminal. */
export function createLogger(settings: LogSettings, destination?: DestinationStream): Logger {
  const options = {
    level: settings.logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }), log: redactFields },
    serializers: { err: describeError },
    mixin: withRequestId,
    hooks: { logMethod: redactMessage },
  };
  if (destination) return pino(options, destination);
  return process.stdout.isTTY ? pino({ ...options, transport: { target: 'pino-pretty' } }) : pino(options);
}

type LogArguments = Parameters<LogFn>;

/** Without a message pino writes that of the error, past the redaction. So the message is always given. */
function redactMessage(this: Logger, args: LogArguments, write: LogFn): void {
  const [first, message, ...rest]: unknown[] = args;
  const error = first instanceof Error ? first : errorOf(first);
  if (typeof first === 'string') write.call(this, redactText(format(first, ...args.slice(1))));
  else if (typeof message === 'string') write.call(this, first, redactText(format(message, ...rest)));
  else if (error) write.call(this, first, redactText(error.message));
  else write.apply(this, args);
}

function errorOf(fields: unknown): Error | undefined {
  const error: unknown = typeof fields === 'object' && fields !== null ? Reflect.get(fields, 'err') : undefined;
  return error instanceof Error ? error : undefined;
}

function withRequestId(merged: object): object {
  if ('requestId' in merged) return {};
  const requestId = currentRequestId();
  return requestId === undefined ? {} : { requestId };
}

interface DescribedError {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  readonly code?: unknown;
  readonly cause?: DescribedError;
}

function describeError(error: unknown): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: redactText(String(error)) };
  const code: unknown = Reflect.get(error, 'code');
  return {
    type: error.name,
    message: redactText(error.message),
    ...(error.stack === undefined ? {} : { stack: redactText(error.stack) }),
    ...(code === undefined ? {} : { code }),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}
