export { AppConfig } from './app-config';
export { ConfigModule } from './config.module';
export { EnvironmentError, loadEnvironmentFile, PROVIDERS, ProviderName } from './environment';
export { VERSION } from './version';
