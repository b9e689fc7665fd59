import { LoggerService } from '@nestjs/common';
import { Logger } from 'pino';
import { redactText } from './redaction';

/** Nest's own loggers, which write some fifty lines at each start. They are logged at debug level. */
const FRAMEWORK = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication']);

/** Lets Nest's loggers (`new Logger(Name.name)`) write through pino. Nest passes the context as the last argument. */
export class NestLogger implements LoggerService {
  constructor(private readonly pino: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write(FRAMEWORK.has(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(
    level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal',
    message: unknown,
    rest: unknown[],
  ): void {
    if (!this.pino.isLevelEnabled(level)) return;
    const context = rest.at(-1);
    const more = rest.slice(0, -1).filter((part) => part !== undefined);
    const fields = typeof context === 'string' ? { context } : {};
    const stack = more.find((part): part is string => typeof part === 'string');
    const given = more.find((part) => part instanceof Error);
    this.pino[level]({ ...fields, ...stackOf(stack), ...describe(given), ...describe(message) }, textOf(message));
  }
}

function stackOf(stack: string | undefined): object {
  return stack === undefined ? {} : { stack: redactText(stack) };
}

function describe(value: unknown): object {
  if (value instanceof Error) return { err: value };
  return typeof value === 'object' && value !== null ? value : {};
}

function textOf(message: unknown): string | undefined {
  if (message instanceof Error) return redactText(message.message);
  return typeof message === 'string' ? redactText(message) : undefined;
}
