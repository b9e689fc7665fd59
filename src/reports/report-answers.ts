import { Injectable } from '@nestjs/common';
import { FastifyReply, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { AppError } from '../platform/errors';
import { ReportFormat } from './dto/report.query';
import { reportText } from './formats/report-text';
import { ReportsService } from './reports.service';

/** In order of our own preference. */
const TYPES: Readonly<Record<ReportFormat, string>> = { json: 'application/json', html: 'text/html', csv: 'text/csv' };

export interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Sends a report in the form that is asked for. */
@Injectable()
export class ReportAnswers {
  constructor(private readonly reports: ReportsService) {}

  /** @throws AppError `not-found`; `not-acceptable`; `conflict` when it is to be read and is not ready */
  async send(id: number, asked: ReportFormat | undefined, { request, reply }: Exchange): Promise<void> {
    const format = asked ?? preferredFormat(request);
    const report = await this.reports.getById(id);
    await reply
      .header('Content-Type', `${TYPES[format]}; charset=utf-8`)
      .header('Vary', [reply.getHeader('Vary') ?? [], 'Accept'].flat().join(', '))
      .header('Cache-Control', 'private, no-cache')
      .send(reportText(report, format));
  }
}

function preferredFormat(request: FastifyRequest): ReportFormat {
  const preferred = new Negotiator(request).mediaType(Object.values(TYPES));
  if (preferred === TYPES.html) return 'html';
  if (preferred === TYPES.csv) return 'csv';
  if (preferred === TYPES.json) return 'json';
  throw new AppError('not-acceptable', `A report is available as ${Object.values(TYPES).join(', ')}.`);
}
