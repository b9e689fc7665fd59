export { listen } from './listen';
export { withSigningSecret } from './secrets';
export { migrateWhenReady, startDatabase, StartedDatabase } from './start-database';
export { StartError } from './start.error';
