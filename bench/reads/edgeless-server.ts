import { ArgumentMetadata, Module, PipeTransform } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import { plainToInstance } from 'class-transformer';
import { AppConfig, ConfigModule } from '../../src/platform/config';
import { DatabaseModule } from '../../src/platform/database';
import { RequestContextModule } from '../../src/platform/request-context';
import { PriceReadersModule } from '../../src/prices';
import { tellAddress } from './tell-address';

/** Reads the query into its DTO, without which the route cannot work, and checks nothing. */
const READ_QUERY: PipeTransform = {
  transform: (value: unknown, { type, metatype }: ArgumentMetadata): unknown =>
    type === 'query' && metatype ? plainToInstance(metatype, value) : value,
};

/** The same route on Nest and Fastify with nothing around it: no ids, limits, headers, validation, metrics or log lines. */
async function main(): Promise<void> {
  const url = process.argv[2] ?? '';
  const config = AppConfig.fromEnvironment({ DATABASE_URL: url });
  @Module({
    imports: [
      ConfigModule.forRoot(config),
      RequestContextModule,
      DatabaseModule.forRoot({ ...config.database, url }),
      PriceReadersModule,
    ],
  })
  class EdgelessModule {}
  const app = await NestFactory.create<NestFastifyApplication>(EdgelessModule, new FastifyAdapter(), { logger: false });
  app.useGlobalPipes(READ_QUERY);
  await app.listen(0, '127.0.0.1');
  tellAddress(await app.getUrl());
}

void main();
