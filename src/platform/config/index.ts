export { AppConfig } from './app-config';
export { ConfigModule } from './config.module';
export { EnvironmentError } from './environment.error';
export { loadEnvironmentFile } from './environment-file';
export { ProviderName } from './environment';
export { VERSION } from './version';
