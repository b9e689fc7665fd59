import { Body, Controller, HttpCode, Param, Post, applyDecorators } from '@nestjs/common';
import { ApiConflictResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, Requested } from '../accounts';
import { QueryInteger, QueryText } from '../platform/http';
import { Requester, RunDetailDto, RunsService, toRunDetailDto } from '../runs';
import { RevertService } from './revert.service';

export class RevertParameter {
  @QueryInteger(1, Number.MAX_SAFE_INTEGER, { description: 'The id of a run of /runs' })
  id: number;
}

export class RevertBody {
  @QueryText(500, {
    optional: true,
    description: 'The reason, for the record',
    example: 'closes of a wrong share class',
  })
  reason?: string;
}

/** The route at `/api/v1/runs` and, deprecated, at `/api/v1/refresh-runs`. */
export const RevertRoute = (deprecated: boolean): MethodDecorator =>
  applyDecorators(
    Post(':id/revert'),
    HttpCode(200),
    Access('write'),
    ApiOperation({
      deprecated,
      summary: 'Reverts a run of any kind: restores prices and rebuilds indices, as a new run',
      description:
        'Assets that a reverted import created and nothing else uses are deactivated: counts.deactivated says how many, deactivated of an outcome which',
    }),
    ApiOkResponse({ type: RunDetailDto, description: 'The run that reverted it' }),
    ApiNotFoundResponse({ description: 'There is no such run' }),
    ApiConflictResponse({ description: 'The run stored no prices, or later runs build on it; detail names them' }),
  );

@ApiTags('runs')
@Controller('api/v1/runs')
export class RevertController {
  constructor(
    private readonly runs: RunsService,
    private readonly reverts: RevertService,
  ) {}

  @RevertRoute(false)
  async revert(
    @Param() { id }: RevertParameter,
    @Body() { reason }: RevertBody,
    @Requested() requester: Requester,
  ): Promise<RunDetailDto> {
    return toRunDetailDto(await this.runs.getById(await this.reverts.revert(id, requester, reason)));
  }
}
