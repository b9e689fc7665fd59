import { Injectable } from '@nestjs/common';
import { allocationOf } from './allocation';
import { AssetsService } from '../assets';
import { IndexDefinition, IndexDefinitionsService, IndexHistory } from '../index-values';
import { performanceOf } from './performance';
import { AppError } from '../platform/errors';
import { addDays } from '../platform/utils/days';
import { PriceHistory } from '../prices';
import { riskOf } from './risk';
import { RunsService } from '../runs';
import { NewReport, ReportType, NamedSeries, ReportContent, ReportHead } from './report';
import { ReportsRepository } from './reports.repository';

const DEMO_NOTICE = 'The prices are made up (demo market): these figures say nothing about any real asset.';

/** Called after each step. */
type Progress = (current: number, total: number) => void;

/** Makes the content of reports. */
@Injectable()
export class ReportMaker {
  constructor(
    private readonly reports: ReportsRepository,
    private readonly indices: IndexDefinitionsService,
    private readonly history: IndexHistory,
    private readonly assets: AssetsService,
    private readonly prices: PriceHistory,
    private readonly runs: RunsService,
  ) {}

  /**
   * Reads everything at one instant.
   * @throws AppError `not-found` for an unknown index, `unprocessable` for one without levels or holdings
   */
  make({ index: slug, type, periodDays }: NewReport, progress: Progress): Promise<ReportContent> {
    return this.reports.atOneInstant(async () => {
      const index = await this.indices.getBySlug(slug);
      const levels = await this.levelsOf(index, periodDays);
      progress(1, 3);
      const head = await this.headOf(index, type, levels);
      if (type === 'allocation') return allocationOf(head, await this.holdingsOf(index));
      const benchmark = await this.benchmarkOf(index, head);
      progress(2, 3);
      return type === 'performance' ? performanceOf(head, levels, benchmark) : riskOf(head, levels, benchmark);
    });
  }

  private async levelsOf(index: IndexDefinition, periodDays: number): Promise<NamedSeries> {
    const { dates, values } = await this.history.levelsBetween(index.id);
    const last = dates.at(-1);
    if (last === undefined) throw new AppError('unprocessable', `The index ${index.slug} has no levels yet.`);
    const from = addDays(last, -periodDays);
    const first = dates.findIndex((date) => date >= from);
    return { name: index.name, dates: dates.slice(first), values: values.slice(first) };
  }

  private async headOf(index: IndexDefinition, type: ReportType, { dates }: NamedSeries): Promise<ReportHead> {
    const { slug, name, currency, method } = index;
    const { version, demo } = await this.runs.dataVersion();
    return {
      title: `${name}: ${type}`,
      index: { slug, name, currency, method },
      from: dates[0] ?? '',
      to: dates.at(-1) ?? '',
      dataVersion: version,
      comparedWith: await this.comparedWith(index),
      source: (await this.prices.sourcesOf(index.constituents)).join(', '),
      notice: demo ? DEMO_NOTICE : null,
    };
  }

  private async comparedWith({
    id,
    benchmark,
  }: IndexDefinition): Promise<NonNullable<ReportHead['comparedWith']> | null> {
    if (benchmark === null) return null;
    const { symbol, name } = await this.assets.getBySymbol(benchmark);
    const held = (await this.history.newestHoldings(id)).find((holding) => holding.symbol === symbol);
    return { symbol, name, heldWeight: held?.weight ?? 0 };
  }

  private async holdingsOf(index: IndexDefinition): ReturnType<IndexHistory['newestHoldings']> {
    const holdings = await this.history.newestHoldings(index.id);
    if (holdings.length > 0) return holdings;
    throw new AppError('unprocessable', `The index ${index.slug} holds nothing yet.`);
  }

  /** Null when the index has none, or it has no closes in the period. */
  private async benchmarkOf({ benchmark }: IndexDefinition, { from, to }: ReportHead): Promise<NamedSeries | null> {
    if (benchmark === null) return null;
    const asset = await this.assets.getBySymbol(benchmark);
    const closes = await this.prices.closesOf(asset.id, from, to);
    return closes.dates.length === 0 ? null : { name: asset.name, ...closes };
  }
}
