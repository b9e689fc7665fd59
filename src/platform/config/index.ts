export { AppConfig } from './app-config';
export { ConfigModule } from './config.module';
export { EnvironmentError, loadEnvironmentFile, ProviderName } from './environment';
export { VERSION } from './version';
