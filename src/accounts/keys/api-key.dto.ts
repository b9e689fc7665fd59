import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn } from 'class-validator';
import { QueryPattern, QueryText, UniqueItems } from '../../platform/http';
import { KEY_SCOPES, KeyScope } from '../identity';
import { ApiKey } from './api-keys.repository';

export class NewApiKeyBody {
  @QueryText(100, { example: 'nightly refresh', description: 'Purpose' })
  name: string;

  @ApiProperty({
    enum: KEY_SCOPES,
    isArray: true,
    minItems: 1,
    maxItems: KEY_SCOPES.length,
    uniqueItems: true,
    example: ['read', 'refresh'],
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(KEY_SCOPES.length)
  @UniqueItems()
  @IsIn(KEY_SCOPES, { each: true })
  scopes: KeyScope[];
}

export class KeyPrefixParameter {
  @QueryPattern(/aix_[0-9a-f]{8}/, 'must be the prefix of a key', { example: 'aix_0a1b2c3d' })
  prefix: string;
}

class ApiKeyDto implements Omit<ApiKey, 'id'> {
  @ApiProperty({ example: 'nightly refresh' })
  name: string;
  @ApiProperty({ example: 'aix_0a1b2c3d', description: 'The beginning of the key, which identifies it' })
  prefix: string;
  @ApiProperty({ enum: KEY_SCOPES, isArray: true })
  scopes: readonly KeyScope[];
  @ApiProperty({ example: 'user:1' })
  createdBy: string;
  @ApiProperty({ example: '2026-01-02T22:10:05.120034Z', format: 'date-time' })
  createdAt: string;
  @ApiProperty({ nullable: true, type: String, format: 'date-time', description: 'Accurate to a minute' })
  lastUsedAt: string | null;
  @ApiProperty({ nullable: true, type: String, format: 'date-time' })
  revokedAt: string | null;
}

export class CreatedApiKeyDto extends ApiKeyDto {
  @ApiProperty({ description: 'The key. No other response contains it' })
  key: string;
}

export class ApiKeyListDto {
  @ApiProperty({ type: [ApiKeyDto] })
  data: ApiKeyDto[];
}

export function withoutId<Key extends ApiKey>({ id: _id, ...key }: Key): Omit<Key, 'id'> {
  return key;
}
