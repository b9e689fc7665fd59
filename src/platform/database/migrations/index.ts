export { migrate, MigrationStatus, migrationStatus, revertMigration } from './migrate';
