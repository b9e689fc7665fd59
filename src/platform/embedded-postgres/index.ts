export { ensureApplicationDatabase } from './application-database';
export { EmbeddedPostgres } from './embedded-postgres';
