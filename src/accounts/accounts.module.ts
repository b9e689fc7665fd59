import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { retentionPolicy } from '../platform/retention';
import { AppConfig } from '../platform/config';
import { AccessGuard } from './access/access.guard';
import { IdentificationService } from './access/identification.service';
import { RecentIdentities } from './access/recent-identities';
import { ApiKeysController } from './keys/api-keys.controller';
import { ApiKeysRepository } from './keys/api-keys.repository';
import { ApiKeysService } from './keys/api-keys.service';
import { ACCESS_TOKEN_SECONDS, AccessTokens } from './sessions/access-tokens';
import { SessionsRepository } from './sessions/sessions.repository';
import { SessionsService } from './sessions/sessions.service';
import { UsersRepository } from './users/users.repository';
import { UsersService } from './users/users.service';

const jwt = JwtModule.registerAsync({
  inject: [AppConfig],
  useFactory: ({ accounts: { jwtSecret } }: AppConfig) => ({
    ...(jwtSecret === undefined ? {} : { secret: jwtSecret }),
    signOptions: { algorithm: 'HS256', expiresIn: ACCESS_TOKEN_SECONDS },
    verifyOptions: { algorithms: ['HS256'] },
  }),
});

/** Who sends a request, and what this one may do. Importing it anywhere guards every route of the application. */
@Module({
  imports: [
    retentionPolicy({ name: 'sessions', table: 'sessions', condition: 'least(expires_at, revoked_at) < $1' }),
    jwt,
  ],
  controllers: [ApiKeysController],
  providers: [
    { provide: APP_GUARD, useClass: AccessGuard },
    IdentificationService,
    RecentIdentities,
    ...[ApiKeysService, ApiKeysRepository],
    ...[AccessTokens, SessionsService, SessionsRepository],
    ...[UsersService, UsersRepository],
  ],
  exports: [ApiKeysService, AccessTokens, SessionsService, UsersService],
})
export class AccountsModule {}
