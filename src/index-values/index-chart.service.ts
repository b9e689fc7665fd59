import { Injectable } from '@nestjs/common';
import { AssetsService } from '../assets';
import { ChartSeries, ChartSize, ChartTheme, drawPng, drawSvg, IndexChart } from '../charts';
import { AppError } from '../platform/errors';
import { PriceHistory } from '../prices';
import { RunsService } from '../runs';
import { IndexHistory } from './index-history';
import { IndexDefinitionsService } from './index-definitions.service';

interface ChartRequest extends ChartSize {
  readonly from?: string;
  readonly to?: string;
  /** A symbol instead of the index's own benchmark. */
  readonly benchmark?: string;
  readonly theme?: ChartTheme;
}

const DEMO_NOTICE = 'Demo market: the prices are made up.';

/** Draws an index against its benchmark, with its drawdown. */
@Injectable()
export class IndexChartService {
  constructor(
    private readonly indices: IndexDefinitionsService,
    private readonly history: IndexHistory,
    private readonly assets: AssetsService,
    private readonly prices: PriceHistory,
    private readonly runs: RunsService,
  ) {}

  /** An SVG document. @throws AppError `not-found` for an unknown index or benchmark, or a period without values */
  async draw(slug: string, request: ChartRequest): Promise<string> {
    return drawSvg(await this.chartOf(slug, request), sizeOf(request), request.theme);
  }

  /** The same picture as a PNG. @throws AppError as `draw` */
  async drawPng(slug: string, request: ChartRequest): Promise<Buffer> {
    return drawPng(await this.chartOf(slug, request), sizeOf(request), request.theme);
  }

  private async chartOf(slug: string, request: ChartRequest): Promise<IndexChart> {
    const index = await this.indices.getBySlug(slug);
    const levels = await this.history.levelsBetween(index.id, request.from, request.to);
    const [first, last] = [levels.dates[0], levels.dates.at(-1)];
    if (first === undefined || last === undefined) {
      throw new AppError('not-found', `The index ${slug} has no values in this period.`);
    }
    const benchmark = await this.benchmark(request.benchmark ?? index.benchmark, first, last);
    const { demo } = await this.runs.dataVersion();
    const sources = await this.prices.sourcesOf(index.constituents, last);
    return {
      title: `${index.name} (${index.currency})`,
      index: { name: index.name, ...levels },
      ...(benchmark === undefined ? {} : { benchmark }),
      ...(demo ? { notice: DEMO_NOTICE } : {}),
      source: `${sources.join(', ')}; method ${index.method}`,
    };
  }

  private async benchmark(symbol: string | null, from: string, to: string): Promise<ChartSeries | undefined> {
    if (symbol === null) return undefined;
    const asset = await this.assets.getBySymbol(symbol);
    return { name: asset.name, ...(await this.prices.closesOf(asset.id, from, to)) };
  }
}

function sizeOf({ width, height }: ChartSize): ChartSize {
  return { width, height };
}
