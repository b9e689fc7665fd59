export { DryRunsService } from './dry-runs.service';
export { RefreshRequest } from './fetch-plan';
export { RefreshQueue } from './refresh-queue';
export { RefreshReport } from './refresh-report';
export { RefreshModule } from './refresh.module';
export { RevertService } from './revert.service';
export { SeedService } from './seed.service';
