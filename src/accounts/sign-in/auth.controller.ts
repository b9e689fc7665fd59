import { Body, Controller, Get, Header, HttpCode, Post, Req } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiNotImplementedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import { FastifyRequest } from 'fastify';
import { Access } from '../../platform/access';
import { AnswersUnprocessable, BodyOptional } from '../../platform/http';
import { Limited } from '../../platform/rate-limit';
import { credentialsOf } from '../credentials';
import { SessionsService } from './sessions.service';
import { SignedIn } from '../access.decorators';
import { UsersService } from './users.service';
import {
  GoogleBody,
  RefreshTokenBody,
  RegistrationBody,
  SignInBody,
  SignOutBody,
  MessageDto,
  TokensDto,
  UserDto,
  toTokensDto,
  toUserDto,
} from './sign-in.dto';
import { SignInService } from './sign-in.service';

@ApiTags('accounts')
@Access('public')
@Controller('api/v1/auth')
export class AuthController {
  constructor(
    private readonly signIn: SignInService,
    private readonly sessions: SessionsService,
    private readonly users: UsersService,
  ) {}

  @Post('register')
  @HttpCode(200)
  @Limited('sign-in')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Creates an account and signs in' })
  @ApiBadRequestResponse({ description: 'The password is too weak, or the e-mail is registered' })
  @ApiOkResponse({ type: TokensDto })
  @AnswersUnprocessable()
  async register(@Body() { email, password, name = '' }: RegistrationBody): Promise<TokensDto> {
    return toTokensDto(await this.signIn.register({ email, password, name: name === '' ? null : name }));
  }

  @Post('login')
  @HttpCode(200)
  @Limited('sign-in')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Signs in; 400 for a wrong e-mail or password' })
  @ApiOkResponse({ type: TokensDto })
  @AnswersUnprocessable()
  @ApiBadRequestResponse({
    description: 'E-mail or password is wrong (`invalid-credentials`)',
  })
  async login(@Body() { email, password }: SignInBody): Promise<TokensDto> {
    return toTokensDto(await this.signIn.signIn(email, password));
  }

  @Post('google')
  @HttpCode(200)
  @Limited('sign-in')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: "Signs in with Google's ID token; 501 where Google is not configured" })
  @ApiOkResponse({ type: TokensDto })
  @AnswersUnprocessable()
  @ApiBadRequestResponse({ description: 'The token is not a valid Google token for this site (`invalid-credentials`)' })
  @ApiNotImplementedResponse({ description: 'Google is not configured' })
  async google(@Body() { idToken }: GoogleBody): Promise<TokensDto> {
    return toTokensDto(await this.signIn.signInWithGoogle(idToken));
  }

  @Post('refresh')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Exchanges a refresh token for new tokens; a second use revokes the session' })
  @ApiOkResponse({ type: TokensDto })
  @AnswersUnprocessable()
  @ApiUnauthorizedResponse({ description: 'The token is unknown, used or expired' })
  async refresh(@Body() { refresh_token }: RefreshTokenBody): Promise<TokensDto> {
    return toTokensDto(await this.sessions.refresh(refresh_token));
  }

  @Post('logout')
  @BodyOptional()
  @HttpCode(200)
  @ApiOperation({ summary: 'Revokes the sessions of the refresh token and of the access token, if present' })
  @ApiOkResponse({ type: MessageDto })
  @AnswersUnprocessable()
  async logout(@Body() { refresh_token }: SignOutBody, @Req() { headers }: FastifyRequest): Promise<MessageDto> {
    const sent = credentialsOf(headers);
    if (sent.kind === 'access-token') await this.sessions.revokeByAccessToken(sent.token);
    if (refresh_token !== undefined) await this.sessions.revokeByRefreshToken(refresh_token);
    return { message: 'Logged out' };
  }

  @Get('me')
  @Access('user')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'The signed-in user' })
  @ApiOkResponse({ type: UserDto })
  async me(@SignedIn() userId: number): Promise<UserDto> {
    return toUserDto(await this.users.getById(userId));
  }
}
