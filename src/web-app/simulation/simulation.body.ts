import { QueryDay, QueryDecimal, QueryEnum } from '../../platform/http/query';
import { CURRENCY_CODES } from './currencies';

export class SimulationBody {
  @QueryDecimal(0.000001, 1e15, { example: 10_000, description: 'Money, in `currency`' })
  amount: number;

  @QueryDay({ example: '2019-01-01', description: 'Before the first index day: that one' })
  start_date: string;

  @QueryEnum(CURRENCY_CODES, { default: 'USD' })
  currency: string = 'USD';
}
