import { Module } from '@nestjs/common';
import { JobsModule } from '../jobs';
import { RetentionPoliciesModule } from './retention-policies';
import { RetentionRepository } from './retention.repository';
import { RetentionService } from './retention.service';

@Module({
  imports: [RetentionPoliciesModule, JobsModule],
  providers: [RetentionService, RetentionRepository],
  exports: [RetentionService],
})
export class RetentionModule {}
