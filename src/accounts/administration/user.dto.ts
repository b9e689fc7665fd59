import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { PageOf, QueryBoolean, QueryEnum, QueryInteger } from '../../platform/http';
import { Role } from '../identity';
import { PasswordReset } from '../sign-in/passwords.service';
import { User } from '../sign-in/user.entity';

const MAX_ID = 2 ** 31 - 1;

export class UserParameter {
  @QueryInteger(1, MAX_ID, { example: 1 })
  id: number;
}

/** `IdPageQuery` for ids of four bytes. */
export class UserListQuery {
  @QueryInteger(1, 500, { default: 50 })
  limit: number = 50;

  @QueryInteger(1, MAX_ID, { optional: true, description: 'The nextCursor of the page before' })
  cursor?: number;
}

@ApiSchema({ description: 'Omitted fields keep their values' })
export class UserUpdateBody {
  @QueryEnum(['user', 'admin'], { optional: true, description: '`user` demotes an administrator' })
  role?: Role;

  @QueryBoolean({ optional: true, example: false, description: 'A disabled user is signed out and cannot sign in' })
  disabled?: boolean;
}

export class AccountDto {
  @ApiProperty({ example: 7 })
  id: number;
  @ApiProperty({ example: 'ada@example.org' })
  email: string;
  @ApiProperty({ description: 'Whether Google, or an administrator on the command line, has proven the e-mail' })
  emailVerified: boolean;
  @ApiProperty({ example: 'Ada', nullable: true, type: String })
  name: string | null;
  @ApiProperty({ enum: ['user', 'admin'] })
  role: Role;
  @ApiProperty()
  hasPassword: boolean;
  @ApiProperty({ description: 'Whether the user can sign in with Google' })
  hasGoogle: boolean;
  @ApiProperty({ example: null, nullable: true, type: String, format: 'date-time' })
  disabledAt: string | null;
  @ApiProperty({ example: '2026-01-02T22:10:05.120034Z', format: 'date-time' })
  createdAt: string;
}

export class AccountPageDto extends PageOf(AccountDto, '57') {}

export class PasswordResetDto implements PasswordReset {
  @ApiProperty({ description: 'For POST /api/v1/auth/password-reset. No other response contains it' })
  code: string;
  @ApiProperty({ example: '2026-01-03T22:10:05.120034Z', format: 'date-time' })
  expiresAt: string;
}

export function toAccountDto({ passwordHash, googleSubject, ...user }: User): AccountDto {
  const { id, email, emailVerified, name, role, disabledAt, createdAt } = user;
  const ways = { hasPassword: passwordHash !== null, hasGoogle: googleSubject !== null };
  return { id, email, emailVerified, name, role, ...ways, disabledAt, createdAt };
}
