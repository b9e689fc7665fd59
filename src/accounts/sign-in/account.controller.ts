import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post, Req } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiConflictResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { FastifyRequest } from 'fastify';
import { Access } from '../../platform/access';
import { Limited, RateLimitKeys } from '../../platform/rate-limit';
import { SignedIn } from '../access.decorators';
import { UserIdentity } from '../identity';
import { originOf } from '../origin';
import {
  PasswordChangeBody,
  PasswordResetBody,
  SessionListDto,
  SessionParameter,
  toSessionListDto,
} from './account.dto';
import { PasswordsService } from './passwords.service';
import { SessionsService } from './sessions.service';

/** What users do about their own accounts. */
@ApiTags('accounts')
@Controller('api/v1/auth')
export class AccountController {
  constructor(
    private readonly passwords: PasswordsService,
    private readonly sessions: SessionsService,
    private readonly keys: RateLimitKeys,
  ) {}

  @Post('password')
  @Access('user')
  @HttpCode(204)
  @Limited('sign-in')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Changes the password of the signed-in user and ends all other sessions' })
  @ApiNoContentResponse({ description: 'The password is changed' })
  @ApiBadRequestResponse({ description: 'The present password is wrong (`invalid-credentials`), or the new one weak' })
  @ApiConflictResponse({ description: 'The account has no password, or it was changed elsewhere at the same moment' })
  changePassword(
    @Body() { currentPassword, newPassword }: PasswordChangeBody,
    @SignedIn() user: UserIdentity,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    return this.passwords.change(user, currentPassword, newPassword, originOf(request, this.keys));
  }

  @Post('password-reset')
  @Access('public')
  @HttpCode(204)
  @Limited('sign-in')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Sets a new password with a code of an administrator and ends all sessions of the user' })
  @ApiNoContentResponse({ description: 'The password is set; sign in with it' })
  @ApiBadRequestResponse({
    description: 'The code is unknown, used or expired (`invalid-credentials`), or the password is weak',
  })
  resetPassword(@Body() { code, password }: PasswordResetBody): Promise<void> {
    return this.passwords.reset(code, password);
  }

  @Get('sessions')
  @Access('user')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Lists the open sessions of the signed-in user, the last used one first' })
  @ApiOkResponse({ type: SessionListDto })
  async listSessions(@SignedIn() { id, sessionId }: UserIdentity): Promise<SessionListDto> {
    return toSessionListDto(await this.sessions.list(id), sessionId);
  }

  @Delete('sessions')
  @Access('user')
  @HttpCode(204)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Ends all sessions of the signed-in user except the one of this request' })
  @ApiNoContentResponse({ description: 'The sessions are ended' })
  endOtherSessions(@SignedIn() { id, sessionId }: UserIdentity): Promise<void> {
    return this.sessions.revokeAllOf(id, sessionId);
  }

  @Delete('sessions/:id')
  @Access('user')
  @HttpCode(204)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Ends one session of the signed-in user' })
  @ApiNoContentResponse({ description: 'The session is ended' })
  @ApiNotFoundResponse({ description: 'The user has no open session with this id' })
  endSession(@Param() { id }: SessionParameter, @SignedIn() user: UserIdentity): Promise<void> {
    return this.sessions.revokeOne(user.id, id);
  }
}
