export { Access } from '../platform/access';
export {
  Administrator,
  MemoizedIdentity,
  Requested,
  SignedIn,
  isOfAdministrator,
  requesterOf,
} from './access.decorators';
export { AccountsModule } from './accounts.module';
export type { InvitationDto } from './administration/invitation.dto';
export { AccountDto, toAccountDto } from './administration/user.dto';
export { isKeyScope, KEY_SCOPES, KeyScope } from './identity';
export { ApiKey } from './keys/api-keys.repository';
export { ApiKeysService } from './keys/api-keys.service';
export { hashPassword, passwordFaults } from './sign-in/passwords';
export { normalEmail } from './sign-in/email';
export { InvitationsService } from './sign-in/invitations.service';
export { PasswordsService } from './sign-in/passwords.service';
export { SessionsService } from './sign-in/sessions.service';
export { UsersService } from './sign-in/users.service';
