import { ApiProperty } from '@nestjs/swagger';
import { CheckResult } from './health-checks';
import { ReadinessReport } from './readiness';

class CheckResultDto implements CheckResult {
  @ApiProperty({ example: 'postgres' })
  name: string;
  @ApiProperty({ description: 'If a required check is down the service is not ready. Other checks only warn' })
  required: boolean;
  @ApiProperty({ enum: ['up', 'down'] })
  status: 'up' | 'down';
  @ApiProperty({ required: false, example: 'no answer within 1000 ms' })
  detail?: string;
}

export class ReadinessDto implements ReadinessReport {
  @ApiProperty({ example: true })
  ready: boolean;
  @ApiProperty({ type: [CheckResultDto] })
  checks: CheckResultDto[];
}

export class LivenessDto {
  @ApiProperty({ enum: ['ok'] })
  status: 'ok';
}

export class HealthDto extends ReadinessDto {
  @ApiProperty({ enum: ['ok'] })
  status: 'ok';
  @ApiProperty({ example: 'api' })
  service: string;
  @ApiProperty({ type: 'integer', example: 3600 })
  uptimeSeconds: number;
}
