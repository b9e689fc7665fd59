import { ApiProperty } from '@nestjs/swagger';
import { BodyInteger, PageOf, QueryInteger } from '../../platform/http';
import { EmailField } from '../sign-in/email';
import { Invitation } from '../sign-in/invitations.repository';
import { CreatedInvitation, DEFAULT_INVITATION_DAYS } from '../sign-in/invitations.service';

const MAX_ID = 2 ** 31 - 1;

export class NewInvitationBody {
  @EmailField({ description: 'The only e-mail that can be registered with it' })
  email: string;

  @BodyInteger(1, 90, { default: DEFAULT_INVITATION_DAYS, description: 'How long it is valid' })
  days: number = DEFAULT_INVITATION_DAYS;
}

export class InvitationParameter {
  @QueryInteger(1, MAX_ID, { example: 3 })
  id: number;
}

export class InvitationDto implements Invitation {
  @ApiProperty({ example: 3 })
  id: number;
  @ApiProperty({ example: 'ada@example.org' })
  email: string;
  @ApiProperty({ example: 'user:1' })
  createdBy: string;
  @ApiProperty({ example: '2026-01-02T22:10:05.120034Z', format: 'date-time' })
  createdAt: string;
  @ApiProperty({ example: '2026-01-09T22:10:05.120034Z', format: 'date-time' })
  expiresAt: string;
}

export class CreatedInvitationDto extends InvitationDto implements CreatedInvitation {
  @ApiProperty({ description: '`invitation` of POST /api/v1/auth/register. No other response contains it' })
  code: string;
}

export class InvitationPageDto extends PageOf(InvitationDto, '2') {}
