import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts';
import { AssetsModule } from '../assets';
import { IndexValuesModule } from '../index-values';
import { MarketDataModule } from '../market-data';
import { RetentionModule } from '../platform/retention';
import { JobsModule } from '../platform/jobs';
import { PriceHistoryModule } from '../prices';
import { RefreshModule } from '../refresh';
import { ReportsModule } from '../reports';
import { RunsModule } from '../runs';
import { BackgroundController } from './background/background.controller';
import { TasksService } from './background/tasks.service';
import { BenchmarkController } from './benchmark/benchmark.controller';
import { BenchmarkService } from './benchmark/benchmark.service';
import { DefaultIndexService } from './default-index.service';
import { CacheStatusService } from './diagnostics/cache-status.service';
import { DiagnosticsTestsController } from './diagnostics/diagnostics-tests.controller';
import { DiagnosticsController } from './diagnostics/diagnostics.controller';
import { DiagnosticsRepository } from './diagnostics/diagnostics.repository';
import { DiagnosticsService } from './diagnostics/diagnostics.service';
import { ProviderStatusService } from './diagnostics/provider-status.service';
import { TestRefreshService } from './diagnostics/test-refresh.service';
import { ManualController } from './manual/manual.controller';
import { NewsController } from './news/news.controller';
import { PortfolioController } from './portfolio/portfolio.controller';
import { PortfolioService } from './portfolio/portfolio.service';
import { RiskMetricsController } from './risk-metrics/risk-metrics.controller';
import { RiskMetricsService } from './risk-metrics/risk-metrics.service';
import { RootController } from './root/root.controller';
import { ExchangeRatesService } from './simulation/exchange-rates.service';
import { SimulationService } from './simulation/simulation.service';
import { StrategyController } from './strategy/strategy.controller';
import { StrategyRepository } from './strategy/strategy.repository';
import { StrategyService } from './strategy/strategy.service';

/** The contract of the existing web app, translated to the services that exist. Nothing depends on it. */
@Module({
  imports: [
    AccountsModule,
    AssetsModule,
    RetentionModule,
    IndexValuesModule,
    JobsModule,
    MarketDataModule,
    PriceHistoryModule,
    RefreshModule,
    ReportsModule,
    RunsModule,
  ],
  controllers: [
    RootController,
    PortfolioController,
    BenchmarkController,
    RiskMetricsController,
    StrategyController,
    BackgroundController,
    DiagnosticsController,
    DiagnosticsTestsController,
    ManualController,
    NewsController,
  ],
  providers: [
    DefaultIndexService,
    PortfolioService,
    SimulationService,
    ExchangeRatesService,
    BenchmarkService,
    RiskMetricsService,
    StrategyService,
    StrategyRepository,
    TasksService,
    DiagnosticsService,
    DiagnosticsRepository,
    CacheStatusService,
    TestRefreshService,
    ProviderStatusService,
  ],
})
export class WebAppModule {}
