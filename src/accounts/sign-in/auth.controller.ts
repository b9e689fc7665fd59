import { Body, Controller, Get, Header, HttpCode, Post, Req } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiForbiddenResponse,
  ApiNotImplementedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import { FastifyRequest } from 'fastify';
import { Access } from '../../platform/access';
import { AnswersUnprocessable, BodyOptional } from '../../platform/http';
import { Limited, RateLimitKeys } from '../../platform/rate-limit';
import { credentialsOf } from '../credentials';
import { SignedIn } from '../access.decorators';
import { UserIdentity } from '../identity';
import { originOf } from '../origin';
import { RegistrationService } from './registration.service';
import { SessionsService } from './sessions.service';
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
  toRegistration,
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
    private readonly registration: RegistrationService,
    private readonly sessions: SessionsService,
    private readonly users: UsersService,
    private readonly keys: RateLimitKeys,
  ) {}

  @Post('register')
  @HttpCode(200)
  @Limited('sign-in')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Creates an account and signs in; REGISTRATION says who may' })
  @ApiBadRequestResponse({
    description:
      'The password is too weak, the domain of the e-mail is refused, the invitation is refused, or, where registration is open, the e-mail is registered',
  })
  @ApiForbiddenResponse({ description: 'Registration is closed' })
  @ApiOkResponse({ type: TokensDto })
  @AnswersUnprocessable()
  async register(@Body() body: RegistrationBody, @Req() request: FastifyRequest): Promise<TokensDto> {
    return toTokensDto(await this.registration.register(toRegistration(body), originOf(request, this.keys)));
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
  async login(@Body() { email, password }: SignInBody, @Req() request: FastifyRequest): Promise<TokensDto> {
    return toTokensDto(await this.signIn.signIn(email, password, originOf(request, this.keys)));
  }

  @Post('google')
  @HttpCode(200)
  @Limited('sign-in')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: "Signs in with Google's ID token; 501 where Google is not configured" })
  @ApiOkResponse({ type: TokensDto })
  @AnswersUnprocessable()
  @ApiBadRequestResponse({
    description:
      'The token is not a valid Google token for this site, or the e-mail has an account that it cannot open (`invalid-credentials`)',
  })
  @ApiForbiddenResponse({ description: 'There is no account yet, and registration is closed' })
  @ApiNotImplementedResponse({ description: 'Google is not configured' })
  async google(@Body() { idToken, nonce, password }: GoogleBody, @Req() request: FastifyRequest): Promise<TokensDto> {
    const origin = originOf(request, this.keys);
    return toTokensDto(await this.signIn.signInWithGoogle({ idToken, nonce, password }, origin));
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
  @Header('Cache-Control', 'no-store')
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
  async me(@SignedIn() { id }: UserIdentity): Promise<UserDto> {
    return toUserDto(await this.users.getById(id));
  }
}
