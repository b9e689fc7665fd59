import { Module, OnModuleInit } from '@nestjs/common';
import { Clients } from '../../platform/rate-limit';
import { AccountsModule } from '../accounts.module';
import { GoogleTokens } from '../google/google-tokens';
import { AuthController } from './auth.controller';
import { BudgetOwners } from './budget-owners';
import { SignInLimit } from './sign-in-limit';
import { SignInService } from './sign-in.service';

/** Signing in over HTTP. Who is signed in or has an API key has a budget of requests by name, not by address. */
@Module({
  imports: [AccountsModule],
  controllers: [AuthController],
  providers: [SignInService, SignInLimit, GoogleTokens, BudgetOwners],
})
export class SignInModule implements OnModuleInit {
  constructor(
    private readonly clients: Clients,
    private readonly owners: BudgetOwners,
  ) {}

  onModuleInit(): void {
    this.clients.identifyBy(
      ({ headers }) => this.owners.known(headers),
      ({ headers }) => this.owners.lookUp(headers),
    );
  }
}
