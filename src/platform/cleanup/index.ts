export { CleanupModule } from './cleanup.module';
export { CleanupCounts } from './cleanup';
export { CleanupService, FEWEST_DAYS } from './cleanup.service';
export { Disposable, Disposables } from './disposables';
export { DisposablesModule } from './disposables.module';
