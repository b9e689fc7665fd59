import { Module } from '@nestjs/common';
import { ErrorReports } from './error-reports';
import { RequestSpans } from './request-spans';

/** What is told to services outside, each only where its setting names one; the libraries are loaded only then. */
@Module({ providers: [ErrorReports, RequestSpans] })
export class TelemetryModule {}
