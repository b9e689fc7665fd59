import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiBody,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Access, Requested } from '../accounts';
import { LargeBody, mapPage } from '../platform/http';
import { Requester, RunsService } from '../runs';
import {
  IndexChangeBody,
  NewIndexBody,
  IndexDto,
  IndexPageDto,
  RecomputationDto,
  toIndexDto,
  IndexListQuery,
  SlugParameter,
} from './index-definitions.dto';
import { IndexDefinition } from './index-definition';
import { IndexDefinitionsService } from './index-definitions.service';
import { IndexRecomputationService } from './index-recomputation.service';

@ApiTags('indices')
@Access('read')
@Controller('api/v1/indices')
export class IndexDefinitionsController {
  constructor(
    private readonly indices: IndexDefinitionsService,
    private readonly recomputation: IndexRecomputationService,
    private readonly runs: RunsService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Indices, ordered by slug; archived ones on request' })
  @ApiOkResponse({ type: IndexPageDto })
  async list(@Query() { limit, cursor, archived }: IndexListQuery): Promise<IndexPageDto> {
    const { demo } = await this.runs.dataVersion();
    return mapPage(await this.indices.list(limit, cursor, archived), (index) => toIndexDto(index, demo));
  }

  @Get(':slug')
  @ApiOperation({ summary: 'One index: its method, configuration and constituents' })
  @ApiOkResponse({ type: IndexDto })
  @ApiNotFoundResponse({ description: 'There is no such index' })
  async get(@Param() { slug }: SlugParameter): Promise<IndexDto> {
    return this.toDto(await this.indices.getBySlug(slug));
  }

  @Post()
  @LargeBody()
  @Access('write')
  @ApiOperation({ summary: 'Creates an index and computes it, in one transaction. Repeating it changes nothing' })
  @ApiCreatedResponse({ type: IndexDto })
  @ApiConflictResponse({ description: 'The slug is taken by an index that differs' })
  async create(@Body() body: NewIndexBody, @Requested() requester: Requester): Promise<IndexDto> {
    return this.toDto(await this.indices.create(body, requester));
  }

  @Patch(':slug')
  @LargeBody()
  @Access('write')
  @ApiOperation({ summary: 'Updates an index and recomputes it, in one transaction. Omitted fields keep their values' })
  @ApiBody({
    type: IndexChangeBody,
    examples: { same: { summary: 'The default index as it is', value: { name: 'AutoIndex', benchmark: '^GSPC' } } },
  })
  @ApiOkResponse({ type: IndexDto })
  @ApiNotFoundResponse({ description: 'There is no such index' })
  @ApiConflictResponse({ description: 'Another definition for an archived index, or archiving the default index' })
  async change(
    @Param() { slug }: SlugParameter,
    @Body() body: IndexChangeBody,
    @Requested() requester: Requester,
  ): Promise<IndexDto> {
    return this.toDto(await this.indices.change(slug, body, requester));
  }

  @Post(':slug/recompute')
  @HttpCode(200)
  @Access('write')
  @ApiOperation({ summary: 'Recomputes an index from its first day' })
  @ApiOkResponse({ type: RecomputationDto })
  @ApiNotFoundResponse({ description: 'There is no such index' })
  @ApiConflictResponse({ description: 'The index is archived' })
  async recompute(@Param() { slug }: SlugParameter, @Requested() requester: Requester): Promise<RecomputationDto> {
    return { runId: await this.recomputation.recompute(slug, requester) };
  }

  private async toDto(index: IndexDefinition): Promise<IndexDto> {
    return toIndexDto(index, (await this.runs.dataVersion()).demo);
  }
}
