import { Module } from '@nestjs/common';
import { ErrorReports } from './error-reports';
import { RequestSpans } from './request-spans';

/** Reports to Sentry and OpenTelemetry. Each is loaded only if its setting is present. */
@Module({ providers: [ErrorReports, RequestSpans] })
export class TelemetryModule {}
