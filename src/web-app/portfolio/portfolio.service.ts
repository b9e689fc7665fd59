import { Injectable } from '@nestjs/common';
import { AssetsService } from '../../assets';
import { IndexHistory } from '../../index-values';
import { AppError } from '../../platform/errors';
import { PriceHistory } from '../../prices';
import { DatedSeries, pointsOf, rebasedTo } from '../dated-series';
import { DefaultIndexService } from '../default-index.service';
import { AssetHistoryDto, IndexHistoryDto, PortfolioDto } from './portfolio.dto';

/** Constituents and levels of the index, and closes of assets, for the dashboard. */
@Injectable()
export class PortfolioService {
  constructor(
    private readonly index: DefaultIndexService,
    private readonly history: IndexHistory,
    private readonly assets: AssetsService,
    private readonly prices: PriceHistory,
  ) {}

  /** @throws AppError `not-found` before the first rebalance */
  async current(): Promise<PortfolioDto> {
    const holdings = await this.history.newestHoldings((await this.index.get()).id);
    const date = holdings[0]?.date;
    if (date === undefined) throw new AppError('not-found', 'No allocations computed yet. Refresh prices first.');
    const levels = await this.index.levels();
    return {
      date,
      allocations: holdings.map(({ date: _date, ...holding }) => holding),
      total_assets: holdings.length,
      daily_return: returnOver(levels, levels.dates.length - 2),
      ytd_return: returnOver(levels, lastOfYearBefore(levels)),
    };
  }

  /** @throws AppError `not-found` without levels */
  async levels(): Promise<IndexHistoryDto> {
    const levels = await this.index.levels();
    const [start, end] = [levels.dates[0], levels.dates.at(-1)];
    if (start === undefined || end === undefined) {
      throw new AppError('not-found', 'No index history. Refresh prices first.');
    }
    return { series: pointsOf(levels), start_date: start, end_date: end };
  }

  /** @throws AppError `not-found` for an unknown asset or one without prices */
  async asset(symbol: string): Promise<AssetHistoryDto> {
    const [asset] = await this.assets.findBySymbols([symbol]);
    if (asset === undefined) throw new AppError('not-found', `Asset ${symbol} not found`);
    const closes = await this.prices.closesOf(asset.id);
    if (closes.dates.length === 0) throw new AppError('not-found', `No price history for ${symbol}`);
    return { symbol, series: pointsOf(rebasedTo(100, closes)) };
  }
}

/** Return from the level at `position` to the last one, a fraction. Null without a level at `position`. */
function returnOver({ values }: DatedSeries, position: number): number | null {
  const [before, last] = [values[position], values.at(-1)];
  return before === undefined || last === undefined ? null : last / before - 1;
}

function lastOfYearBefore({ dates }: DatedSeries): number {
  const year = dates.at(-1)?.slice(0, 4) ?? '';
  return dates.findLastIndex((date) => date.slice(0, 4) < year);
}
