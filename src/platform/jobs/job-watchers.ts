import { Injectable } from '@nestjs/common';
import { Job, JobData } from './job';

/** Told how jobs end, in the transaction that records it. */
export interface JobWatcher {
  done(queue: string): Promise<void>;
  died(queue: string, job: Pick<Job<JobData>, 'id' | 'data'>, reason: string): Promise<void>;
}

/** Who watches jobs says so here while modules are initialised. */
@Injectable()
export class JobWatchers {
  private readonly known: JobWatcher[] = [];

  add(watcher: JobWatcher): void {
    this.known.push(watcher);
  }

  get all(): readonly JobWatcher[] {
    return this.known;
  }
}
