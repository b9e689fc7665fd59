import { BodyDecimal, QueryDay, QueryText, Unprocessable } from '../../platform/http';

@Unprocessable()
export class SimulationBody {
  @BodyDecimal(0.000001, 1e15, { example: 10_000, description: 'Money, in `currency`' })
  amount: number;

  @QueryDay({ example: '2019-01-01', description: 'Before the first index day: that one' })
  start_date: string;

  @QueryText(10, { default: 'USD', description: 'A code of /index/currencies' })
  currency: string = 'USD';
}
