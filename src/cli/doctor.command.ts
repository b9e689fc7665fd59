import { version as nodeVersion } from 'node:process';
import { Command } from 'commander';
import type { AppConfig } from '../platform/config';
import { VERSION } from '../platform/config/version';
import { readConfiguration, withDatabase } from './application';
import { messageOf } from './input';
import { examples, prints, table } from './output';

type Finding = readonly [what: string, state: 'ok' | 'off' | 'FAULT', detail: string];

/** Exit code 1 when something that is configured does not respond. */
export function addDoctorCommand(program: Command): void {
  prints(
    program
      .command('doctor')
      .description('Check the configuration and the servers that it names')
      .addHelpText('after', examples('npx autoindex doctor')),
    async () => {
      const config = await readConfiguration();
      const findings: Finding[] = [
        ['autoindex', 'ok', VERSION],
        ['node', 'ok', nodeVersion],
        ...(await databaseFindings()),
        await redisFinding(config),
        ['market data', 'ok', config.marketData.providers.join(', ')],
        administratorFinding(config),
      ];
      if (findings.some(([, state]) => state === 'FAULT')) process.exitCode = 1;
      return {
        text: table(['WHAT', 'STATE', 'DETAIL'], findings),
        json: findings.map(([what, state, detail]) => ({ what, state, detail })),
      };
    },
  );
}

async function databaseFindings(): Promise<Finding[]> {
  try {
    const { migrationStatus, serverVersion } = await import('../platform/database');
    return await withDatabase(async ({ url, embedded }) => {
      // First, because it has a timeout: it also finds a server that accepts connections and then never responds.
      const version = await serverVersion(url);
      const missing = (await migrationStatus(url)).filter(({ applied }) => !applied).length;
      const where = embedded ? 'embedded' : new URL(url).host;
      return [
        ['database', 'ok', `PostgreSQL ${version}, ${where}`],
        ['tables', missing === 0 ? 'ok' : 'FAULT', missing === 0 ? 'up to date' : `${missing} migrations are missing`],
      ];
    });
  } catch (error) {
    return [['database', 'FAULT', messageOf(error)]];
  }
}

/** Of a cluster it asks one node. */
async function redisFinding(config: AppConfig): Promise<Finding> {
  const { RedisConnection } = await import('../platform/redis');
  const redis = new RedisConnection(config);
  if (redis.client === undefined) return ['redis', 'off', 'REDIS_URL is not set: one instance, with limits of its own'];
  try {
    await redis.onModuleInit();
    const version = /redis_version:(\S+)/.exec(await redis.client.info('server'))?.[1] ?? 'of unknown version';
    return ['redis', 'ok', `Redis ${version}${config.redisClusterNodes === undefined ? '' : ', a cluster'}`];
  } catch (error) {
    return ['redis', 'FAULT', redis.lastFault ?? messageOf(error)];
  } finally {
    redis.onApplicationShutdown();
  }
}

function administratorFinding({ adminToken, database }: AppConfig): Finding {
  if (adminToken !== undefined) return ['administrator', 'ok', 'ADMIN_TOKEN is set'];
  if (database.url === undefined) return ['administrator', 'ok', 'the token made for the data folder'];
  return ['administrator', 'off', 'ADMIN_TOKEN is not set: writing over HTTP needs a key or a role'];
}
