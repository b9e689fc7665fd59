import { ApiProperty } from '@nestjs/swagger';
import { QueryPattern, QueryText } from '../../platform/http';
import { Session } from './sessions.repository';
import { MAX_PASSWORD_LENGTH } from './sign-in.dto';

export class PasswordChangeBody {
  @QueryText(MAX_PASSWORD_LENGTH, { example: 'Tr4vel!ing-light' })
  currentPassword: string;

  @QueryText(MAX_PASSWORD_LENGTH, { example: 'Tr4vel!ing-light' })
  newPassword: string;
}

export class PasswordResetBody {
  @QueryText(200, { example: 'b3Vyd29ybGQ0c2FtcGxlY29kZQ', description: 'The code that an administrator has created' })
  code: string;

  @QueryText(MAX_PASSWORD_LENGTH, { example: 'Tr4vel!ing-light' })
  password: string;
}

export class SessionParameter {
  @QueryPattern(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/, 'must be the id of a session', {
    example: '3f2b8c1e-5d0a-4c7e-9b1f-2a6d8e4c0f13',
  })
  id: string;
}

class SessionDto implements Session {
  @ApiProperty({ example: '3f2b8c1e-5d0a-4c7e-9b1f-2a6d8e4c0f13' })
  id: string;
  @ApiProperty({ description: 'Whether it is the session of this request' })
  current: boolean;
  @ApiProperty({ example: '2026-01-02T22:10:05.120034Z', format: 'date-time' })
  createdAt: string;
  @ApiProperty({
    example: '2026-01-03T08:00:12.804117Z',
    format: 'date-time',
    description: 'When it was opened or last refreshed',
  })
  lastUsedAt: string;
  @ApiProperty({ example: '2026-02-02T08:00:12.804117Z', format: 'date-time' })
  expiresAt: string;
  @ApiProperty({
    example: '203.0.113.7',
    nullable: true,
    type: String,
    description: 'Where it was opened: an IPv4 address, or the /64 of an IPv6 address',
  })
  address: string | null;
  @ApiProperty({ example: 'Mozilla/5.0', nullable: true, type: String })
  userAgent: string | null;
}

export class SessionListDto {
  @ApiProperty({ type: [SessionDto] })
  data: SessionDto[];
}

/** @param current the session of the request; undefined where an administrator asks about a user */
export function toSessionListDto(sessions: readonly Session[], current?: string): SessionListDto {
  return { data: sessions.map((session) => ({ ...session, current: session.id === current })) };
}
