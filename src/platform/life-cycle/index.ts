export { drain } from './drain';
export { listen } from './listen';
export { reachDatabase, ReachedDatabase } from './reach-database';
export { withSigningSecret } from './signing-secret';
export { Shutdown } from './shutdown';
export { StartError } from './start.error';
export { migrateWhenReady } from './migrate-when-ready';
