export { DEMO_UNTIL, FirstStartService } from './first-start.service';
export { RefreshModule } from './refresh.module';
export { RefreshRequest } from './refresh-request';
export { RunProgress } from './progress/run-progress';
export { RevertService } from './revert/revert.service';
export { completenessOf, lackingOf, missingOf } from './run/completeness';
export { RefreshReport } from './run/refresh-report';
export { RefreshService } from './run/refresh.service';
