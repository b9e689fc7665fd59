import { DynamicModule, Module } from '@nestjs/common';
import { Clock } from '../utils/clock';
import { ExchangeCalendar } from '../utils/exchange-calendar';
import { AppConfig } from './app-config';

/** Makes the checked configuration, the clock and the configured exchange calendar available everywhere. */
@Module({})
export class ConfigModule {
  static forRoot(config: AppConfig): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [
        { provide: AppConfig, useValue: config },
        Clock,
        {
          provide: ExchangeCalendar,
          useFactory: (clock: Clock): ExchangeCalendar => new ExchangeCalendar(config.prices.exchange, clock),
          inject: [Clock],
        },
      ],
      exports: [AppConfig, Clock, ExchangeCalendar],
    };
  }
}
