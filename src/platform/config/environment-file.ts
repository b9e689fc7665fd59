import { existsSync } from 'node:fs';

/** Reads `.env` of the working folder, where there is one. What is set already stays as it is. */
export function loadEnvironmentFile(path = '.env'): void {
  if (existsSync(path)) process.loadEnvFile(path);
}
