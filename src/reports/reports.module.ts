import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts';
import { AssetsModule } from '../assets';
import { IndexValuesModule } from '../index-values';
import { retentionPolicy } from '../platform/retention';
import { JobsModule } from '../platform/jobs';
import { PriceReadersModule } from '../prices';
import { RunsModule } from '../runs';
import { ReportMaker } from './report-maker.service';
import { ReportsController } from './reports.controller';
import { ReportsRepository } from './reports.repository';
import { ReportsService } from './reports.service';

/** Reports on indices: performance, allocation, risk. */
@Module({
  imports: [
    AccountsModule,
    AssetsModule,
    retentionPolicy({ name: 'reports', table: 'reports', condition: "status <> 'queued' and created_at < $1" }),
    IndexValuesModule,
    JobsModule,
    PriceReadersModule,
    RunsModule,
  ],
  controllers: [ReportsController],
  providers: [ReportsService, ReportsRepository, ReportMaker],
  exports: [ReportsService],
})
export class ReportsModule {}
