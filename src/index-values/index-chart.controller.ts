import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../accounts';
import { IndexChartService } from './index-chart.service';
import { SlugParameter } from './index-definitions.dto';
import { IndexChartQuery } from './index-series.dto';

@ApiTags('index values')
@Access('read')
@Controller('api/v1/indices')
export class IndexChartController {
  constructor(private readonly charts: IndexChartService) {}

  @Get(':slug/chart.svg')
  @Header('Content-Type', 'image/svg+xml; charset=utf-8')
  @ApiOperation({ summary: 'The index against its benchmark, and its drawdown, as a picture' })
  @ApiOkResponse({ content: { 'image/svg+xml': { schema: { type: 'string' } } } })
  @ApiNotFoundResponse({ description: 'There is no such index or benchmark, or nothing in this period' })
  draw(@Param() { slug }: SlugParameter, @Query() query: IndexChartQuery): Promise<string> {
    return this.charts.draw(slug, query);
  }

  @Get(':slug/chart.png')
  @Header('Content-Type', 'image/png')
  @ApiOperation({ summary: 'The same picture as a PNG' })
  @ApiOkResponse({ content: { 'image/png': { schema: { type: 'string', format: 'binary' } } } })
  @ApiNotFoundResponse({ description: 'There is no such index or benchmark, or nothing in this period' })
  drawPng(@Param() { slug }: SlugParameter, @Query() query: IndexChartQuery): Promise<Buffer> {
    return this.charts.drawPng(slug, query);
  }
}
