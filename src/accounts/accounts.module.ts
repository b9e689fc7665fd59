import { Module, OnModuleInit } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { AppConfig } from '../platform/config';
import { DatabaseModule } from '../platform/database';
import { RateLimitKeys } from '../platform/rate-limit';
import { retentionPolicy } from '../platform/retention';
import { AccessGuard } from './access/access.guard';
import { IdentificationService } from './access/identification.service';
import { MemoizedIdentification } from './access/memoized-identification';
import { InvitationsController } from './administration/invitations.controller';
import { UsersController } from './administration/users.controller';
import { ApiKeysController } from './keys/api-keys.controller';
import { ApiKeysRepository } from './keys/api-keys.repository';
import { ApiKeysService } from './keys/api-keys.service';
import { ACCESS_TOKEN_SECONDS, AccessTokens } from './sign-in/access-tokens';
import { AccountController } from './sign-in/account.controller';
import { AuthController } from './sign-in/auth.controller';
import { GoogleTokens } from './sign-in/google-tokens';
import { InvitationsRepository } from './sign-in/invitations.repository';
import { InvitationsService } from './sign-in/invitations.service';
import { PasswordResetsRepository } from './sign-in/password-resets.repository';
import { PasswordsService } from './sign-in/passwords.service';
import { RegistrationService } from './sign-in/registration.service';
import { SessionsRepository } from './sign-in/sessions.repository';
import { SessionsService } from './sign-in/sessions.service';
import { SignInLimits } from './sign-in/sign-in-limits';
import { SignInService } from './sign-in/sign-in.service';
import { User } from './sign-in/user.entity';
import { UsersRepository } from './sign-in/users.repository';
import { UsersService } from './sign-in/users.service';

const jwt = JwtModule.registerAsync({
  inject: [AppConfig],
  useFactory: ({ accounts: { jwtSecret } }: AppConfig) => ({
    ...(jwtSecret === undefined ? {} : { secret: jwtSecret }),
    signOptions: { algorithm: 'HS256', expiresIn: ACCESS_TOKEN_SECONDS },
    verifyOptions: { algorithms: ['HS256'] },
  }),
});

/** Users, sessions and API keys, and the guard of every route of the application. */
@Module({
  imports: [
    DatabaseModule.forFeature([User]),
    retentionPolicy({ name: 'sessions', table: 'sessions', condition: 'least(expires_at, revoked_at) < $1' }),
    retentionPolicy({ name: 'invitations', table: 'invitations', condition: 'expires_at < $1' }),
    retentionPolicy({ name: 'password resets', table: 'password_resets', condition: 'expires_at < $1' }),
    jwt,
  ],
  controllers: [ApiKeysController, AuthController, AccountController, UsersController, InvitationsController],
  providers: [
    { provide: APP_GUARD, useClass: AccessGuard },
    ...[IdentificationService, MemoizedIdentification],
    ...[ApiKeysService, ApiKeysRepository],
    ...[SignInService, SignInLimits, GoogleTokens],
    ...[RegistrationService, InvitationsService, InvitationsRepository],
    ...[PasswordsService, PasswordResetsRepository],
    ...[AccessTokens, SessionsService, SessionsRepository],
    ...[UsersService, UsersRepository],
  ],
  exports: [ApiKeysService, AccessTokens, InvitationsService, PasswordsService, SessionsService, UsersService],
})
export class AccountsModule implements OnModuleInit {
  constructor(
    private readonly rateLimitKeys: RateLimitKeys,
    private readonly identification: IdentificationService,
  ) {}

  /** Counts requests by user or API key instead of by address. */
  onModuleInit(): void {
    this.rateLimitKeys.identifyBy(
      ({ headers }) => this.identification.knownRateLimitKey(headers),
      ({ headers }) => this.identification.findRateLimitKey(headers),
    );
  }
}
