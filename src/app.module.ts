import { DynamicModule, Module } from '@nestjs/common';
import { AccountsModule } from './accounts';
import { AssetsModule } from './assets';
import { IndexValuesModule } from './index-values';
import { OpsModule } from './ops';
import { AlertingModule } from './platform/alerting';
import { RetentionModule } from './platform/retention';
import { AppConfig, ConfigModule } from './platform/config';
import { DatabaseModule } from './platform/database';
import { ErrorPagesModule } from './platform/http';
import { HealthModule } from './platform/health';
import { MetricsModule } from './platform/metrics';
import { RateLimitModule } from './platform/rate-limit';
import { RedisModule } from './platform/redis';
import { RequestContextModule } from './platform/request-context';
import { TelemetryModule } from './platform/telemetry';
import { PriceReadersModule, PricesModule } from './prices';
import { RefreshModule } from './refresh';
import { ReportsModule } from './reports';
import { RunsModule } from './runs';
import { WebAppModule } from './web-app';

/** The list of modules is the architecture. */
@Module({})
export class AppModule {
  /** `databaseUrl` is the one of the environment or of the embedded server. */
  static forRoot(config: AppConfig, databaseUrl: string): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(config),
        RequestContextModule,
        DatabaseModule.forRoot({ ...config.database, url: databaseUrl }),
        RedisModule,
        RateLimitModule,
        HealthModule,
        MetricsModule,
        AlertingModule,
        TelemetryModule,
        ErrorPagesModule,
        AccountsModule,
        RunsModule,
        AssetsModule,
        PriceReadersModule,
        IndexValuesModule,
        PricesModule,
        RefreshModule,
        ReportsModule,
        RetentionModule,
        OpsModule,
        WebAppModule,
      ],
    };
  }
}
