import { Module, OnModuleInit } from '@nestjs/common';
import { AccountsModule } from '../accounts';
import { AssetsModule } from '../assets';
import { IndexValuesModule } from '../index-values';
import { Disposables, DisposablesModule } from '../platform/cleanup';
import { JobsModule } from '../platform/jobs';
import { PriceHistoryModule } from '../prices';
import { RunsModule } from '../runs';
import { ReportMaker } from './content/report-maker.service';
import { oldReports } from './old-reports';
import { ReportAnswers } from './report-answers';
import { ReportsController } from './reports.controller';
import { ReportsRepository } from './reports.repository';
import { ReportsService } from './reports.service';

/** Reports on indices: performance, allocation, risk. */
@Module({
  imports: [
    AccountsModule,
    AssetsModule,
    DisposablesModule,
    IndexValuesModule,
    JobsModule,
    PriceHistoryModule,
    RunsModule,
  ],
  controllers: [ReportsController],
  providers: [ReportsService, ReportsRepository, ReportMaker, ReportAnswers],
  exports: [ReportsService],
})
export class ReportsModule implements OnModuleInit {
  constructor(private readonly disposables: Disposables) {}

  onModuleInit(): void {
    this.disposables.add(oldReports);
  }
}
