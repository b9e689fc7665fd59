import { Module, OnApplicationShutdown } from '@nestjs/common';
import { AppConfig } from '../platform/config';
import { ExchangeCalendar } from '../platform/utils/exchange-calendar';
import { RedisConnection } from '../platform/redis';
import { MarketData, createMarketData } from './market-data';

/** Connections to vendors close after the last request has been served. */
@Module({
  providers: [
    {
      provide: MarketData,
      useFactory: (config: AppConfig, calendar: ExchangeCalendar, { client }: RedisConnection): MarketData =>
        createMarketData(config, calendar, client),
      inject: [AppConfig, ExchangeCalendar, RedisConnection],
    },
  ],
  exports: [MarketData],
})
export class MarketDataModule implements OnApplicationShutdown {
  constructor(private readonly marketData: MarketData) {}

  onApplicationShutdown(): Promise<void> {
    return this.marketData.close();
  }
}
