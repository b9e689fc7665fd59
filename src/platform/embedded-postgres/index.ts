export { ensureApplicationDatabase, EmbeddedPostgres } from './embedded-postgres';
