import { Injectable } from '@nestjs/common';
import { toAppError } from '../../platform/errors';
import { DryRunsService } from '../../refresh';
import { TestRefreshDto } from './diagnostics.dto';

/** Makes a dry run of a refresh. */
@Injectable()
export class TestRefreshService {
  constructor(private readonly dryRuns: DryRunsService) {}

  /** What goes wrong is part of the answer. */
  async test(): Promise<TestRefreshDto> {
    try {
      const { counts } = await this.dryRuns.run({ allowPartial: true });
      const message = `A refresh would read ${counts['read'] ?? 0} prices, ${counts['new'] ?? 0} of them new`;
      return { overall_status: 'SUCCESS', steps: [{ name: 'rehearsal', status: 'SUCCESS', message }] };
    } catch (error) {
      const message = toAppError(error).detail;
      return { overall_status: 'FAILED', steps: [{ name: 'rehearsal', status: 'FAILED', message }] };
    }
  }
}
