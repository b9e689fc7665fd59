import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Access } from '../accounts';
import { VERSION } from '../platform/config';

class RootDto {
  @ApiProperty({ example: 'AutoIndex API' })
  name: string;
  @ApiProperty({ example: VERSION })
  version: string;
  @ApiProperty({ example: '/docs' })
  docs: string;
  @ApiProperty({ example: '/openapi.json' })
  openapi: string;
  @ApiProperty({ example: '/health' })
  health: string;
  @ApiProperty({ example: '/api' })
  api: string;
}

class ApiVersionDto {
  @ApiProperty({ example: VERSION })
  version: string;
  @ApiProperty({ example: 'v1' })
  api_version: string;
  @ApiProperty({ example: '/api/v1' })
  base_path: string;
  @ApiProperty({ example: 'operational' })
  status: string;
}

/** The entry points of the service. */
@ApiTags('web app')
@Access('public')
@Controller()
export class RootController {
  @Get()
  @ApiOperation({ summary: 'Name and version of the service, and its entry points' })
  @ApiOkResponse({ type: RootDto })
  root(): RootDto {
    return {
      name: 'AutoIndex API',
      version: VERSION,
      docs: '/docs',
      openapi: '/openapi.json',
      health: '/health',
      api: '/api',
    };
  }

  @Get('api')
  @ApiOperation({ summary: 'The version of the API' })
  @ApiOkResponse({ type: ApiVersionDto })
  api(): ApiVersionDto {
    return { version: VERSION, api_version: 'v1', base_path: '/api/v1', status: 'operational' };
  }
}
