import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn } from 'class-validator';
import { QueryPattern, QueryText } from '../../../platform/http/query';
import { KEY_SCOPES, KeyScope } from '../key-scope';

export class NewApiKeyBody {
  @QueryText(100, { example: 'nightly refresh', description: 'What it is for' })
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
  @ArrayUnique()
  @IsIn(KEY_SCOPES, { each: true })
  scopes: KeyScope[];
}

export class KeyPrefixParameter {
  @QueryPattern(/aix_[0-9a-f]{8}/, 'must be the prefix of a key', { example: 'aix_0a1b2c3d' })
  prefix: string;
}
