import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Administrator } from '../access.decorators';
import { Requested } from '../access.decorators';
import { ApiKeysService } from './api-keys.service';
import { KeyPrefixParameter, NewApiKeyBody, ApiKeyListDto, CreatedApiKeyDto, withoutId } from './api-key.dto';

@ApiTags('API keys')
@Administrator()
@Controller('api/v1/api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Post()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Creates a key; only this response contains it' })
  @ApiCreatedResponse({ type: CreatedApiKeyDto })
  async create(@Body() body: NewApiKeyBody, @Requested() requester: { name: string }): Promise<CreatedApiKeyDto> {
    return withoutId(await this.keys.create(body, requester.name));
  }

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Lists the keys, newest first, with their last use' })
  @ApiOkResponse({ type: ApiKeyListDto })
  async list(): Promise<ApiKeyListDto> {
    return { data: (await this.keys.list()).map(withoutId) };
  }

  @Delete(':prefix')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revokes a key; takes effect with the next request' })
  @ApiNoContentResponse({ description: 'The key is revoked' })
  @ApiNotFoundResponse({ description: 'There is no such key' })
  revoke(@Param() { prefix }: KeyPrefixParameter, @Requested() requester: { name: string }): Promise<void> {
    return this.keys.revoke(prefix, requester.name);
  }
}
