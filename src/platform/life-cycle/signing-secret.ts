import { AppConfig } from '../config';
import { keptSecret } from './kept-secret';
import { StartError } from './start.error';

/**
 * The configuration with a secret to sign access tokens with: the given one, else the one of the data folder. In
 * production the configuration has made sure that there is one, because instances elsewhere could not know ours.
 * @throws StartError when it is not set and cannot be kept either
 */
export async function withSigningSecret(config: AppConfig): Promise<AppConfig> {
  if (config.accounts.jwtSecret !== undefined) return config;
  try {
    return config.signingWith(await keptSecret(config.dataDirectory, 'jwt-secret'));
  } catch (cause) {
    throw new StartError('JWT_SECRET: is not set, and none can be kept in DATA_DIR', { cause });
  }
}
