import { Module } from '@nestjs/common';
import { JobsModule } from '../jobs';
import { CleanupRepository } from './cleanup.repository';
import { CleanupService } from './cleanup.service';
import { DisposablesModule } from './disposables.module';

@Module({
  imports: [DisposablesModule, JobsModule],
  providers: [CleanupService, CleanupRepository],
  exports: [CleanupService],
})
export class CleanupModule {}
