import { Injectable } from '@nestjs/common';
import { Histogram } from 'prom-client';
import { MetricsRegistry } from '../../platform/metrics';
import { RunStage } from '../../runs';

const BUCKETS_S = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

/** The stages of one refresh, as they pass. */
export interface StageClock {
  /** The stage before is over. A transaction that is repeated enters its stages again. */
  enter(stage: RunStage): void;
  /** So is the last one: the refresh is committed, or has failed. */
  end(): void;
}

/** How long the refreshes of this process are in each of their stages, in seconds, however they leave it. */
@Injectable()
export class StageDurations {
  private readonly durations: Histogram<'stage'>;

  constructor(registry: MetricsRegistry) {
    this.durations = new Histogram({
      name: 'refresh_stage_duration_seconds',
      help: 'Time that a refresh spent in each of its stages, the one in which it failed included',
      labelNames: ['stage'],
      buckets: BUCKETS_S,
      registers: [registry],
    });
  }

  clock(): StageClock {
    let end = (): unknown => undefined;
    return {
      enter: (stage) => {
        end();
        end = this.durations.startTimer({ stage });
      },
      end: () => void end(),
    };
  }
}
