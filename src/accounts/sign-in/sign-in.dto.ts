import { ApiProperty } from '@nestjs/swagger';
import { Matches, ValidateIf } from 'class-validator';
import { QueryText, Unprocessable } from '../../platform/http';
import { Role } from '../identity';
import { EmailField } from './email';
import { Registration } from './registration.service';
import { Tokens } from './sessions.service';
import { User } from './user.entity';

/** Longer than the longest acceptable password, so that the password rules report it. */
export const MAX_PASSWORD_LENGTH = 1_024;
/** Google's tokens have about 1,200 characters. */
const MAX_ID_TOKEN_LENGTH = 8_192;

@Unprocessable()
export class SignInBody {
  @EmailField({ description: 'At most 254 characters; compared without case' })
  email: string;

  @QueryText(MAX_PASSWORD_LENGTH, {
    example: 'Tr4vel!ing-light',
    description: 'To register: 8 to 128 characters, with upper and lower case, a digit and a sign, and hard to guess',
  })
  password: string;
}

export class RegistrationBody extends SignInBody {
  @ApiProperty({ required: false, example: 'Ada', description: 'May be empty' })
  @ValidateIf((_owner, value) => value !== undefined)
  @Matches(/^[^\p{Cc}\p{Cs}]{0,200}$/u, { message: 'name must be text of at most 200 characters' })
  name?: string;

  @QueryText(200, {
    optional: true,
    description: 'The code of the invitation, where registration is by invitation',
  })
  invitation?: string;
}

@Unprocessable()
export class GoogleBody {
  @QueryText(MAX_ID_TOKEN_LENGTH, {
    example: 'eyJhbGciOiJSUzI1NiJ9.e30.c2ln',
    description: 'The credential that the Google button hands to the page',
  })
  idToken: string;

  @QueryText(200, { optional: true, example: 'n-0S6_WzA2Mj', description: 'The nonce that the page gave to Google' })
  nonce?: string;

  @QueryText(MAX_PASSWORD_LENGTH, {
    optional: true,
    example: 'Tr4vel!ing-light',
    description: 'Of the account with the same e-mail that is to be opened with Google from now on',
  })
  password?: string;
}

@Unprocessable()
export class RefreshTokenBody {
  @QueryText(200, { example: '0v9Xq0b3mJ5o2k7l' })
  refresh_token: string;
}

@Unprocessable()
export class SignOutBody {
  @QueryText(200, { optional: true, example: '0v9Xq0b3mJ5o2k7l' })
  refresh_token?: string;
}

/** Field names of OAuth 2, which the web app reads. */
export class TokensDto {
  @ApiProperty({ description: 'Send it as Authorization: Bearer' })
  access_token: string;
  @ApiProperty({ example: 'bearer' })
  token_type: 'bearer';
  @ApiProperty({ example: 86_400, description: 'Seconds' })
  expires_in: number;
  @ApiProperty({ description: 'Valid for one use within 30 days' })
  refresh_token: string;
}

export class UserDto {
  @ApiProperty({ example: 1 })
  id: number;
  @ApiProperty({ example: 'ada@example.org' })
  email: string;
  @ApiProperty({ example: 'Ada', nullable: true, type: String })
  name: string | null;
  @ApiProperty({ enum: ['user', 'admin'] })
  role: Role;
  @ApiProperty()
  is_google_user: boolean;
  @ApiProperty({ example: '2026-01-02T22:10:05.120034Z', format: 'date-time' })
  created_at: string;
}

export class MessageDto {
  @ApiProperty({ example: 'Logged out' })
  message: string;
}

export function toRegistration({ email, password, name = '', invitation }: RegistrationBody): Registration {
  return { email, password, name: name === '' ? null : name, invitation };
}

export function toTokensDto({ accessToken, refreshToken, expiresIn }: Tokens): TokensDto {
  return { access_token: accessToken, token_type: 'bearer', expires_in: expiresIn, refresh_token: refreshToken };
}

export function toUserDto({ id, email, name, role, googleSubject, createdAt }: User): UserDto {
  return { id, email, name, role, is_google_user: googleSubject !== null, created_at: createdAt };
}
