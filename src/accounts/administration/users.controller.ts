import { Body, Controller, Delete, Get, Header, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { mapPage } from '../../platform/http';
import { Administrator, Requested } from '../access.decorators';
import { SessionListDto, toSessionListDto } from '../sign-in/account.dto';
import { PasswordsService } from '../sign-in/passwords.service';
import { SessionsService } from '../sign-in/sessions.service';
import { UsersService } from '../sign-in/users.service';
import {
  AccountDto,
  AccountPageDto,
  PasswordResetDto,
  toAccountDto,
  UserListQuery,
  UserParameter,
  UserUpdateBody,
} from './user.dto';

@ApiTags('users')
@Administrator()
@Controller('api/v1/users')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly passwords: PasswordsService,
  ) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Lists the users in the order of their ids' })
  @ApiOkResponse({ type: AccountPageDto })
  async list(@Query() query: UserListQuery): Promise<AccountPageDto> {
    return mapPage(await this.users.list(query), toAccountDto);
  }

  @Patch(':id')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Promotes, demotes, disables or enables a user; omitted fields keep their values' })
  @ApiOkResponse({ type: AccountDto })
  @ApiNotFoundResponse({ description: 'There is no such user' })
  @ApiConflictResponse({ description: 'No administrator who can sign in would be left' })
  async update(
    @Param() { id }: UserParameter,
    @Body() body: UserUpdateBody,
    @Requested() requester: { name: string },
  ): Promise<AccountDto> {
    return toAccountDto(await this.users.update(id, body, requester.name));
  }

  @Delete(':id')
  @HttpCode(204)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Deletes a user with all sessions; runs keep the name `user:<id>`' })
  @ApiNoContentResponse({ description: 'The user is deleted' })
  @ApiNotFoundResponse({ description: 'There is no such user' })
  @ApiConflictResponse({ description: 'No administrator who can sign in would be left' })
  delete(@Param() { id }: UserParameter, @Requested() requester: { name: string }): Promise<void> {
    return this.users.delete(id, requester.name);
  }

  @Post(':id/password-reset')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Creates a code that sets a new password once, within a day; replaces an earlier one' })
  @ApiCreatedResponse({ type: PasswordResetDto })
  @ApiNotFoundResponse({ description: 'There is no such user' })
  @ApiConflictResponse({ description: 'The user is disabled' })
  resetPassword(@Param() { id }: UserParameter, @Requested() requester: { name: string }): Promise<PasswordResetDto> {
    return this.passwords.createReset(id, requester.name);
  }

  @Get(':id/sessions')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Lists the open sessions of a user, the last used one first' })
  @ApiOkResponse({ type: SessionListDto })
  async listSessions(@Param() { id }: UserParameter): Promise<SessionListDto> {
    return toSessionListDto(await this.sessions.list(id));
  }

  @Delete(':id/sessions')
  @HttpCode(204)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Ends all sessions of a user' })
  @ApiNoContentResponse({ description: 'The sessions are ended' })
  endSessions(@Param() { id }: UserParameter): Promise<void> {
    return this.sessions.revokeAllOf(id);
  }
}
