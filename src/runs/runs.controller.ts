import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import {
  ApiHeader,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { FastifyReply } from 'fastify';
import { Access } from '../accounts';
import { VisibleHeader, mapPage, sendEvents, sendNoMoreEvents } from '../platform/http';
import { RunDetailDto, RunListQuery, RunPageDto, RunParameter, toRunDetailDto, toRunDto } from './run.dto';
import { RunEvents } from './run-events';
import { RunsService } from './runs.service';

interface RunRoutes {
  readonly runs: RunsService;
  readonly runEvents: RunEvents;
  list(query: RunListQuery): Promise<RunPageDto>;
  get(parameter: RunParameter): Promise<RunDetailDto>;
  events(parameter: RunParameter, lastEventId: string | undefined, reply: FastifyReply): Promise<void>;
}

/** The routes that read runs. A factory, because `/refresh-runs` has the same ones, marked as deprecated. */
export function runRoutes(deprecated: boolean): new (runs: RunsService, runEvents: RunEvents) => RunRoutes {
  class Routes implements RunRoutes {
    constructor(
      readonly runs: RunsService,
      readonly runEvents: RunEvents,
    ) {}

    @Get()
    @ApiOperation({ deprecated, summary: 'Runs of every kind, the newest first' })
    @ApiOkResponse({ type: RunPageDto })
    async list(@Query() { limit, cursor, ...filter }: RunListQuery): Promise<RunPageDto> {
      return mapPage(await this.runs.list(filter, limit, cursor), toRunDto);
    }

    @Get(':id')
    @ApiOperation({ deprecated, summary: 'One run: its stage, its counts, the outcome of each asset' })
    @ApiOkResponse({ type: RunDetailDto })
    @ApiNotFoundResponse({ description: 'There is no such run' })
    async get(@Param() { id }: RunParameter): Promise<RunDetailDto> {
      return toRunDetailDto(await this.runs.getById(id));
    }

    @Get(':id/events')
    @ApiOperation({ deprecated, summary: 'Server-sent events: `progress` with the run at each step, then `end`' })
    @ApiHeader({
      name: 'Last-Event-ID',
      required: false,
      description: 'The id of the last event received, such as 12-0f9c2c6e7d4b4f2f. Only later events are sent',
      schema: { type: 'string', pattern: '^[!-~]{1,200}$' },
    })
    @ApiProduces('text/event-stream')
    @ApiOkResponse({ description: 'The data of each event is the run as in the list', schema: { type: 'string' } })
    @ApiNoContentResponse({ description: 'The client has received the last event: it must not reconnect' })
    @ApiNotFoundResponse({ description: 'There is no such run' })
    async events(
      @Param() { id }: RunParameter,
      @VisibleHeader('Last-Event-ID') lastEventId: string | undefined,
      @Res() reply: FastifyReply,
    ): Promise<void> {
      const stream = await this.runEvents.stream(id, lastEventId);
      if (stream === undefined) sendNoMoreEvents(reply);
      else sendEvents(reply, stream);
    }
  }
  return Routes;
}

@ApiTags('runs')
@Access('read')
@Controller('api/v1/runs')
export class RunsController extends runRoutes(false) {
  constructor(runs: RunsService, runEvents: RunEvents) {
    super(runs, runEvents);
  }
}
