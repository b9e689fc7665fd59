import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts';
import { AssetsModule } from '../assets';
import { IndexValuesModule } from '../index-values';
import { MarketDataModule } from '../market-data';
import { RetentionModule } from '../platform/retention';
import { JobsModule } from '../platform/jobs';
import { PriceReadersModule } from '../prices';
import { RefreshModule } from '../refresh';
import { ReportsModule } from '../reports';
import { RunsModule } from '../runs';
import { BackgroundController } from './background/background.controller';
import { ButtonsService } from './background/buttons.service';
import { TasksService } from './background/tasks.service';
import { BenchmarkController } from './portfolio/benchmark.controller';
import { BenchmarkService } from './portfolio/benchmark.service';
import { DefaultIndexService } from './default-index.service';
import { SystemStatusService } from './diagnostics/system-status.service';
import { DiagnosticsTestsController, DiagnosticsController } from './diagnostics/diagnostics.controller';
import { DiagnosticsRepository } from './diagnostics/diagnostics.repository';
import { DiagnosticsService } from './diagnostics/diagnostics.service';
import { ManualController } from './background/manual.controller';
import { NewsController } from './news.controller';
import { PortfolioController } from './portfolio/portfolio.controller';
import { PortfolioService } from './portfolio/portfolio.service';
import { RiskMetricsController } from './strategy/risk-metrics.controller';
import { RiskMetricsService } from './strategy/risk-metrics.service';
import { RootController } from './root.controller';
import { ExchangeRatesService } from './portfolio/exchange-rates.service';
import { SimulationService } from './portfolio/simulation.service';
import { StrategyController } from './strategy/strategy.controller';
import { StrategyRepository } from './strategy/strategy.repository';
import { StrategyService } from './strategy/strategy.service';

/** The REST contract of the existing web app, translated to the services of the features. No feature depends on it. */
@Module({
  imports: [
    AccountsModule,
    AssetsModule,
    RetentionModule,
    IndexValuesModule,
    JobsModule,
    MarketDataModule,
    PriceReadersModule,
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
    ButtonsService,
    DiagnosticsService,
    DiagnosticsRepository,
    SystemStatusService,
  ],
})
export class WebAppModule {}
