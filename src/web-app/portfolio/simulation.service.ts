import { Injectable } from '@nestjs/common';
import { AppError } from '../../platform/errors';
import { isCurrencyCode } from '../../platform/http';
import { pointsOf } from '../dated-series';
import { DefaultIndexService } from '../default-index.service';
import { SimulationBody, ExchangeDto, SimulationDto } from './simulation.dto';
import { ExchangeRate, ExchangeRatesService } from './exchange-rates.service';

/** The code of ISO 4217 for transactions without a currency. */
const NO_CURRENCY = 'XXX';

const NAMES = new Intl.DisplayNames('en', { type: 'currency' });

interface Period {
  readonly start: string;
  readonly end: string;
}

/** Simulates an investment in the index. */
@Injectable()
export class SimulationService {
  constructor(
    private readonly index: DefaultIndexService,
    private readonly rates: ExchangeRatesService,
  ) {}

  /**
   * Converts the amount into the currency of the index on the first day and back on the last, at the rates of those days.
   * @throws AppError `not-found` without levels, `validation-failed` for a day after the last level or without a stored exchange rate
   */
  async simulate({ amount, start_date, currency }: SimulationBody): Promise<SimulationDto> {
    const levels = await this.levelsFrom(start_date);
    const exchange = await this.exchange(currency, (await this.index.get()).currency, levels.period);
    const growth = levels.endValue / levels.startValue;
    const final = amount * growth * ((exchange.start?.rate ?? 1) / (exchange.end?.rate ?? 1));
    return {
      start_date: levels.period.start,
      end_date: levels.period.end,
      start_value: amount,
      end_value: final,
      start_index_value: levels.startValue,
      end_index_value: levels.endValue,
      amount_initial: amount,
      amount_final: final,
      roi_pct: (final / amount - 1) * 100,
      currency,
      exchange,
      series: levels.points,
    };
  }

  /**
   * The currencies of a simulation, by code: that of the index, and those that stored rates convert to it on its newest day.
   */
  async currencies(): Promise<Record<string, string>> {
    const index = await this.index.find();
    const currency = index?.currency ?? 'USD';
    const newest = index === undefined ? undefined : (await this.index.levels()).dates.at(-1);
    const others = newest === undefined ? [] : await this.rates.findConvertible(newest, currency);
    return Object.fromEntries([currency, ...others].map((code) => [code, NAMES.of(code) ?? code]));
  }

  private async levelsFrom(day: string): Promise<{
    readonly period: Period;
    readonly startValue: number;
    readonly endValue: number;
    readonly points: { date: string; value: number }[];
  }> {
    const points = pointsOf(await this.index.levels(day));
    const [first, last] = [points[0], points.at(-1)];
    if (first !== undefined && last !== undefined) {
      return { period: { start: first.date, end: last.date }, startValue: first.value, endValue: last.value, points };
    }
    if ((await this.index.levels()).dates.length === 0) throw new AppError('not-found', 'No index history.');
    throw fault('/start_date', 'Start date out of range');
  }

  private async exchange(currency: string, indexCurrency: string, { start, end }: Period): Promise<ExchangeDto> {
    if (!isCurrencyCode(currency) || currency === NO_CURRENCY)
      throw fault('/currency', `Cannot convert from ${currency} to ${indexCurrency}`);
    if (currency === indexCurrency) return { basis: 'not_needed' };
    return {
      basis: 'historical',
      start: await this.rateOn(start, currency, indexCurrency),
      end: await this.rateOn(end, currency, indexCurrency),
    };
  }

  private async rateOn(day: string, from: string, to: string): Promise<ExchangeRate> {
    const rate = await this.rates.findOn(day, from, to);
    if (rate !== undefined) return rate;
    throw fault('/currency', `Cannot convert from ${from} to ${to}: no exchange rate of ${day} is stored`);
  }
}

function fault(pointer: string, detail: string): AppError {
  return new AppError('validation-failed', detail, { errors: [{ pointer, detail }] });
}
