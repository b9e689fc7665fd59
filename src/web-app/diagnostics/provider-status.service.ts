import { Injectable } from '@nestjs/common';
import { MarketData } from '../../market-data';
import { Clock } from '../../platform/utils/clock';
import { ProviderStatusDto } from './diagnostics.dto';

const VENDOR = 'twelvedata';

/** How Twelve Data has been answering. It is not asked for this: a question would cost a credit, and may have to wait for one. */
@Injectable()
export class ProviderStatusService {
  constructor(
    private readonly marketData: MarketData,
    private readonly clock: Clock,
  ) {}

  status(): ProviderStatusDto {
    return { ...this.found(), timestamp: new Date(this.clock.now()).toISOString() };
  }

  private found(): Omit<ProviderStatusDto, 'timestamp'> {
    const upstream = this.marketData.upstreams.get(VENDOR);
    if (upstream === undefined) {
      return { status: 'not_configured', message: `Prices come from ${this.marketData.names.join(', ')}` };
    }
    const breaker = upstream.breakerState();
    return breaker === 'closed'
      ? { status: 'connected', message: 'Twelve Data is asked when prices are refreshed', breaker }
      : { status: 'error', message: 'Twelve Data failed too often and is given a pause', breaker };
  }
}
