import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Access } from '../accounts';
import { DataVersion } from './run';
import { RunsService } from './runs.service';

class DataVersionDto implements DataVersion {
  @ApiProperty({ example: 7 })
  version: number;
  @ApiProperty({ example: 12, nullable: true, type: Number, description: 'The run that made this version' })
  runId: number | null;
  @ApiProperty({ example: '2026-01-02T22:10:05.120034Z', format: 'date-time' })
  recordedAt: string;
  @ApiProperty({ example: true, description: 'Whether the stored prices are made up (demo market)' })
  demo: boolean;
}

@ApiTags('runs')
@Access('read')
@Controller('api/v1/data-version')
export class DataVersionController {
  constructor(private readonly runs: RunsService) {}

  @Get()
  @ApiOperation({ summary: 'The version of all data. Each run that changes something increases it' })
  @ApiOkResponse({ type: DataVersionDto })
  get(): Promise<DataVersion> {
    return this.runs.dataVersion();
  }
}
