import { Presets, SingleBar } from 'cli-progress';
import type { RunRecord, RunStage } from '../runs';
import type { ReadProgress } from './price-file';

/** A bar on a terminal; lines elsewhere. On standard error, because standard output is for results. */
type Stream = NodeJS.WritableStream & { readonly isTTY?: boolean };

/** Shows the progress of an import. */
interface ImportProgress {
  read(progress: ReadProgress): void;
  /** Call it whether the import succeeds or fails. */
  end(): void;
}

export function importProgress(stream: Stream = process.stderr): ImportProgress {
  return stream.isTTY === true ? new ImportBar(stream) : new ImportLines(stream);
}

const BAR_OF_FILE = '{bar} {percentage} % | {rows} rows | {rate} rows/s | {stage}';

/** The size of a pipe is unknown, and so is the time left. */
const BAR_OF_PIPE = '{rows} rows | {rate} rows/s | {stage}';

class ImportBar implements ImportProgress {
  private readonly started = performance.now();
  private bar: SingleBar | undefined;

  constructor(private readonly stream: NodeJS.WritableStream) {}

  read({ rows, bytes, total }: ReadProgress): void {
    const seconds = (performance.now() - this.started) / 1_000;
    const payload = {
      rows: rows.toLocaleString('en'),
      rate: Math.round(rows / seconds).toLocaleString('en'),
      stage: stageOf(seconds, bytes, total),
    };
    this.bar ??= this.start(total, payload);
    if (total === undefined) return this.bar.update(payload);
    this.bar.setTotal(total);
    this.bar.update(bytes, payload);
  }

  end(): void {
    this.bar?.stop();
  }

  private start(total: number | undefined, payload: object): SingleBar {
    const format = total === undefined ? BAR_OF_PIPE : BAR_OF_FILE;
    const options = { stream: this.stream, format, hideCursor: true, clearOnComplete: true, fps: 10 };
    const bar = new SingleBar(options, Presets.shades_classic);
    bar.start(total ?? 1, 0, payload);
    return bar;
  }
}

function stageOf(seconds: number, bytes: number, total: number | undefined): string {
  if (total === undefined) return 'reading';
  return bytes >= total ? 'storing' : `${((seconds * (total - bytes)) / bytes).toFixed(0)} s left`;
}

const LINE_INTERVAL_MS = 5_000;

class ImportLines implements ImportProgress {
  private next = performance.now() + LINE_INTERVAL_MS;

  constructor(private readonly stream: NodeJS.WritableStream) {}

  read({ rows, bytes, total }: ReadProgress): void {
    if (performance.now() < this.next) return;
    this.next = performance.now() + LINE_INTERVAL_MS;
    const share = total === undefined ? '' : `, ${Math.floor((100 * bytes) / total)} % of the file`;
    this.stream.write(`read ${rows.toLocaleString('en')} rows${share}\n`);
  }

  end(): void {}
}

/** Shows the progress of a run. */
interface RunDisplay {
  show(run: RunRecord): void;
  /** Call it whether the run succeeds or fails. */
  end(): void;
}

export function runDisplay(stream: Stream = process.stderr): RunDisplay {
  return stream.isTTY === true ? new RunBar(stream) : new RunLines(stream);
}

/** Fetching takes most of the time, one unit an asset. Each later stage counts as one asset. */
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
  private shown: string | null = null;

  constructor(private readonly stream: NodeJS.WritableStream) {}

  show({ id, stage }: RunRecord): void {
    if (stage === null || stage === this.shown) return;
    this.shown = stage;
    this.stream.write(`run ${id}: ${stage}\n`);
  }

  end(): void {}
}
