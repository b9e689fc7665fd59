export { Access } from '../platform/access';
export { Administrator, MemoizedIdentity, Requested, SignedIn, isOrdinaryUser, requesterOf } from './access.decorators';
export { AccountsModule } from './accounts.module';
export { isKeyScope, KEY_SCOPES, KeyScope } from './identity';
export { ApiKey } from './keys/api-keys.repository';
export { ApiKeysService } from './keys/api-keys.service';
export { hashPassword, passwordFaults } from './sign-in/passwords';
export { normalEmail } from './sign-in/email';
export { UsersService } from './sign-in/users.service';
