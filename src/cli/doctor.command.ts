import { version as nodeVersion } from 'node:process';
import { Command, Help } from 'nest-commander';
import { LeafCommand } from './leaf-command';
import { AppConfig, VERSION } from '../platform/config';
import { migrationStatus, serverVersion } from '../platform/database';
import { RedisConnection } from '../platform/redis';
import { readConfiguration, withDatabase } from './application';
import { table } from './table';

type Finding = readonly [what: string, state: 'ok' | 'off' | 'FAULT', detail: string];

/** What is configured, what answers, and in which version. Exit code 1 when something configured does not answer. */
@Command({ name: 'doctor', description: 'Check the configuration, and what it names' })
export class DoctorCommand extends LeafCommand {
  async run(): Promise<void> {
    const config = readConfiguration();
    const findings = [
      ['autoindex', 'ok', VERSION] as const,
      ['node', 'ok', nodeVersion] as const,
      ...(await databaseFindings()),
      await redisFinding(config),
      marketDataFinding(config),
      administratorFinding(config),
    ];
    process.stdout.write(table(['WHAT', 'STATE', 'DETAIL'], findings));
    if (findings.some(([, state]) => state === 'FAULT')) process.exitCode = 1;
  }

  @Help('after')
  examples(): string {
    return '\nExample:\n  $ npm run cli -- doctor\n';
  }
}

async function databaseFindings(): Promise<Finding[]> {
  try {
    return await withDatabase(async ({ url, embedded }) => {
      // First, because it waits for nobody: a server that lets us in and then says nothing is told of too.
      const version = await serverVersion(url);
      const missing = (await migrationStatus(url)).filter(({ applied }) => !applied).length;
      const where = embedded ? 'embedded' : new URL(url).host;
      return [
        ['database', 'ok', `PostgreSQL ${version}, ${where}`],
        ['tables', missing === 0 ? 'ok' : 'FAULT', missing === 0 ? 'up to date' : `${missing} migrations are missing`],
      ];
    });
  } catch (error) {
    return [['database', 'FAULT', error instanceof Error ? error.message : String(error)]];
  }
}

/** A cluster is asked by way of one of its nodes. */
async function redisFinding(config: AppConfig): Promise<Finding> {
  const redis = new RedisConnection(config);
  if (redis.client === undefined) return ['redis', 'off', 'REDIS_URL is not set: one instance, with limits of its own'];
  try {
    await redis.onModuleInit();
    const version = /redis_version:(\S+)/.exec(await redis.client.info('server'))?.[1] ?? 'of unknown version';
    return ['redis', 'ok', `Redis ${version}${config.redisClusterNodes === undefined ? '' : ', a cluster'}`];
  } catch (error) {
    return ['redis', 'FAULT', redis.lastFault ?? (error instanceof Error ? error.message : String(error))];
  } finally {
    redis.onApplicationShutdown();
  }
}

function marketDataFinding({ marketData }: AppConfig): Finding {
  return ['market data', 'ok', marketData.providers.join(', ')];
}

function administratorFinding({ adminToken, database }: AppConfig): Finding {
  if (adminToken !== undefined) return ['administrator', 'ok', 'ADMIN_TOKEN is set'];
  if (database.url === undefined) return ['administrator', 'ok', 'the token made for the data folder'];
  return ['administrator', 'off', 'ADMIN_TOKEN is not set: nobody can write over HTTP'];
}
