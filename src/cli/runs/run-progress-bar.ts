import { Presets, SingleBar } from 'cli-progress';
import { RunRecord, RunStage } from '../../runs';

/** Tells a person how far a run is: a bar on a terminal, a line a stage elsewhere. */
export interface RunDisplay {
  show(run: RunRecord): void;
  /** To be called however the run ends. */
  end(): void;
}

type Terminal = NodeJS.WritableStream & { readonly isTTY?: boolean };

/** Progress goes where results do not. */
export function runDisplay(terminal: Terminal = process.stderr): RunDisplay {
  return terminal.isTTY === true ? new RunBar(terminal) : new RunLines(terminal);
}

/** Fetching is most of the time; each later stage is as much as one asset. */
const LATER_STAGES: readonly RunStage[] = ['waiting', 'prices', 'indices', 'recording', 'done'];

class RunBar implements RunDisplay {
  private readonly bar: SingleBar;
  private isOpen = false;

  constructor(stream: NodeJS.WritableStream) {
    const options = { stream, format: '{bar} {percentage} % | {stage}', hideCursor: true, clearOnComplete: true };
    this.bar = new SingleBar(options, Presets.shades_classic);
  }

  show({ stage, counts }: RunRecord): void {
    const total = (counts.assets ?? 0) + LATER_STAGES.length;
    const later = stage === null ? 0 : LATER_STAGES.indexOf(stage) + 1;
    const done = later === 0 ? (counts.fetched ?? 0) : total - LATER_STAGES.length + later;
    if (!this.isOpen) this.bar.start(total, 0, { stage: stage ?? 'starting' });
    this.isOpen = true;
    this.bar.setTotal(total);
    this.bar.update(done, { stage: stage ?? 'starting' });
  }

  end(): void {
    if (this.isOpen) this.bar.stop();
  }
}

class RunLines implements RunDisplay {
  private told: string | null = null;

  constructor(private readonly stream: NodeJS.WritableStream) {}

  show({ id, stage }: RunRecord): void {
    if (stage === null || stage === this.told) return;
    this.told = stage;
    this.stream.write(`run ${id}: ${stage}\n`);
  }

  end(): void {}
}
