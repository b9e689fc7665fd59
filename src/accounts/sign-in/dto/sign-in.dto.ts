import { ApiProperty } from '@nestjs/swagger';
import { Role } from '../../access/identity';
import { Tokens } from '../../sessions/sessions.service';
import { User } from '../../users/user';

/** OAuth's names, which the web app reads. */
export class TokensDto {
  @ApiProperty({ description: 'To be sent as Authorization: Bearer' })
  access_token: string;
  @ApiProperty({ example: 'bearer' })
  token_type: 'bearer';
  @ApiProperty({ example: 86_400, description: 'Seconds' })
  expires_in: number;
  @ApiProperty({ description: 'Good for one use, within 30 days' })
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

export function toTokensDto({ accessToken, refreshToken, expiresIn }: Tokens): TokensDto {
  return { access_token: accessToken, token_type: 'bearer', expires_in: expiresIn, refresh_token: refreshToken };
}

export function toUserDto({ id, email, name, role, googleSubject, createdAt }: User): UserDto {
  return { id, email, name, role, is_google_user: googleSubject !== null, created_at: createdAt };
}
