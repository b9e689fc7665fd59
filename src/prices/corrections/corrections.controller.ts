import { Body, Controller, Delete, HttpCode, Param, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access, Requested } from '../../accounts';
import { BodyOptional } from '../../platform/http';
import { Requester } from '../../runs';
import { CorrectionBody, PriceParameter, CorrectionDto } from './correction.dto';
import { CorrectionsService } from './corrections.service';

@ApiTags('prices')
@Access('write')
@Controller('api/v1/prices/:symbol/:date')
export class CorrectionsController {
  constructor(private readonly corrections: CorrectionsService) {}

  @Put()
  @ApiOperation({
    summary: 'Sets one price; marked `manual`, it stays until its protection is released. Rebuilds the indices',
  })
  @ApiOkResponse({ type: CorrectionDto })
  @ApiNotFoundResponse({ description: 'There is no such asset' })
  set(
    @Param() price: PriceParameter,
    @Body() body: CorrectionBody,
    @Requested() requester: Requester,
  ): Promise<CorrectionDto> {
    return this.corrections.set({ ...price, ...body }, requester);
  }

  @Delete('protection')
  @BodyOptional()
  @HttpCode(204)
  @ApiOperation({ summary: 'Lets the next import or refresh overwrite the price' })
  @ApiNoContentResponse({ description: 'It is no longer protected' })
  @ApiNotFoundResponse({ description: 'There is no such asset, or it has no price on that day' })
  release(@Param() { symbol, date }: PriceParameter, @Requested() requester: Requester): Promise<void> {
    return this.corrections.releaseProtection(symbol, date, requester);
  }
}
