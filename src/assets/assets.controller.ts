import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Access } from '../accounts';
import { BodyOptional, mapPage } from '../platform/http';
import { AssetsService } from './assets.service';
import {
  AssetChangeBody,
  NewAssetBody,
  AssetDto,
  AssetPageDto,
  toAssetDto,
  AssetListQuery,
  SymbolParameter,
} from './asset.dto';

@ApiTags('assets')
@Access('read')
@Controller('api/v1/assets')
export class AssetsController {
  constructor(private readonly assets: AssetsService) {}

  @Get()
  @ApiOperation({ summary: 'Assets by symbol' })
  @ApiOkResponse({ type: AssetPageDto })
  async list(@Query() { limit, cursor, ...filter }: AssetListQuery): Promise<AssetPageDto> {
    return mapPage(await this.assets.list(filter, limit, cursor), toAssetDto);
  }

  @Get(':symbol')
  @ApiOperation({ summary: 'One asset' })
  @ApiOkResponse({ type: AssetDto })
  @ApiNotFoundResponse({ description: 'There is no such asset' })
  async get(@Param() { symbol }: SymbolParameter): Promise<AssetDto> {
    return toAssetDto(await this.assets.getBySymbol(symbol));
  }

  @Post()
  @Access('write')
  @ApiOperation({ summary: 'Creates an asset. Repeating it changes nothing' })
  @ApiCreatedResponse({ type: AssetDto })
  @ApiConflictResponse({ description: 'The symbol is taken by an asset that differs' })
  async create(@Body() body: NewAssetBody): Promise<AssetDto> {
    return toAssetDto(await this.assets.create(body));
  }

  @Patch(':symbol')
  @Access('write')
  @ApiOperation({ summary: 'Updates an asset. Omitted fields keep their values' })
  @ApiOkResponse({ type: AssetDto })
  @ApiNotFoundResponse({ description: 'There is no such asset' })
  async change(@Param() { symbol }: SymbolParameter, @Body() body: AssetChangeBody): Promise<AssetDto> {
    return toAssetDto(await this.assets.change(symbol, body));
  }

  @Delete(':symbol')
  @BodyOptional()
  @HttpCode(204)
  @Access('write')
  @ApiOperation({
    summary: 'Deactivates an asset: it is no longer refreshed; its prices and its history in indices stay',
  })
  @ApiNoContentResponse({ description: 'The asset is inactive' })
  @ApiNotFoundResponse({ description: 'There is no such asset' })
  async deactivate(@Param() { symbol }: SymbolParameter): Promise<void> {
    await this.assets.change(symbol, { active: false });
  }
}
