import { Module, OnModuleInit } from '@nestjs/common';
import { Clients } from '../../platform/rate-limit';
import { credentialsOf } from '../access/credentials';
import { AccountsModule } from '../accounts.module';
import { GoogleTokens } from '../google/google-tokens';
import { AccessTokens } from '../sessions/access-tokens';
import { AuthController } from './auth.controller';
import { SignInLimit } from './sign-in-limit';
import { SignInService } from './sign-in.service';

/** Signing in over HTTP. Whoever is signed in has a budget of requests by name, not by address. */
@Module({
  imports: [AccountsModule],
  controllers: [AuthController],
  providers: [SignInService, SignInLimit, GoogleTokens],
})
export class SignInModule implements OnModuleInit {
  constructor(
    private readonly clients: Clients,
    private readonly accessTokens: AccessTokens,
  ) {}

  onModuleInit(): void {
    this.clients.identifyBy(({ headers }) => {
      const sent = credentialsOf(headers);
      const claims = sent.kind === 'access-token' ? this.accessTokens.read(sent.token) : undefined;
      return claims && `user:${claims.userId}`;
    });
  }
}
