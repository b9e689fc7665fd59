export { RetentionPolicy, retentionPolicy } from './retention-policies';
export { RetentionModule } from './retention.module';
export { PurgeCounts } from './retention.repository';
export { MIN_RETENTION_DAYS, RetentionService } from './retention.service';
