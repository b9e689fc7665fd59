import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Administrator, Requested } from '../access.decorators';
import { InvitationsService } from '../sign-in/invitations.service';
import { CreatedInvitationDto, InvitationPageDto, InvitationParameter, NewInvitationBody } from './invitation.dto';
import { UserListQuery } from './user.dto';

@ApiTags('users')
@Administrator()
@Controller('api/v1/invitations')
export class InvitationsController {
  constructor(private readonly invitations: InvitationsService) {}

  @Post()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Invites one e-mail to register; replaces an earlier invitation of it' })
  @ApiCreatedResponse({ type: CreatedInvitationDto })
  @ApiConflictResponse({ description: 'REGISTRATION is not `invite`, or the e-mail has an account' })
  create(
    @Body() { email, days }: NewInvitationBody,
    @Requested() requester: { name: string },
  ): Promise<CreatedInvitationDto> {
    return this.invitations.create(email.toLowerCase(), requester.name, days);
  }

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Lists the invitations that are not used, newest first' })
  @ApiOkResponse({ type: InvitationPageDto })
  list(@Query() query: UserListQuery): Promise<InvitationPageDto> {
    return this.invitations.list(query);
  }

  @Delete(':id')
  @HttpCode(204)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Withdraws an invitation' })
  @ApiNoContentResponse({ description: 'The invitation is withdrawn' })
  @ApiNotFoundResponse({ description: 'There is no such invitation' })
  delete(@Param() { id }: InvitationParameter): Promise<void> {
    return this.invitations.delete(id);
  }
}
