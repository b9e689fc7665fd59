import { Presets, SingleBar } from 'cli-progress';
import type { RunRecord, RunStage } from '../runs';
import type { ReadProgress } from './price-file';

/** A bar on a terminal; lines elsewhere. On standard error, because standard output is for results. */
type Stream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** A bar with texts beside it, as many as fit the terminal. It is cleared at the end. */
class Bar {
  private readonly bar: SingleBar;
  private isOpen = false;

  constructor(private readonly stream: Stream) {
    const options = {
      stream,
      format: '{bar} {text}',
      barsize: BAR_WIDTH,
      hideCursor: true,
      clearOnComplete: true,
      fps: 10,
    };
    this.bar = new SingleBar(options, Presets.shades_classic);
  }

  /** @param share of the whole; 1 is never shown before `end` */
  show(share: number | undefined, texts: readonly string[]): void {
    const percent = Math.min(Math.floor((share ?? 0) * 100), MAX_PERCENT);
    const parts = share === undefined ? texts : [`${percent} %`, ...texts];
    const payload = { text: fitting(parts, (this.stream.columns ?? DEFAULT_COLUMNS) - BAR_WIDTH - 2) };
    if (this.isOpen) return this.bar.update(percent, payload);
    this.isOpen = true;
    this.bar.start(100, percent, payload);
  }

  end(): void {
    if (this.isOpen) this.bar.stop();
  }
}

const BAR_WIDTH = 20;
const DEFAULT_COLUMNS = 80;
const MAX_PERCENT = 99;

/** The first parts that fit the width, joined. */
function fitting(parts: readonly string[], width: number): string {
  return parts.reduce((line, part) => {
    const longer = line === '' ? part : `${line} | ${part}`;
    return longer.length <= width ? longer : line;
  }, '');
}

/** Shows the progress of an import: reading, storing and computing the indices are parts of one whole. */
export interface ImportProgress {
  /** Reading again, as a retried transaction does, begins anew. The last call of a reading has `bytes` = `total`. */
  read(progress: ReadProgress): void;
  /** The prices are stored, the indices are next. */
  indices(): void;
  /** Call it whether the import succeeds or fails. */
  end(): void;
}

export function importProgress(stream: Stream = process.stderr): ImportProgress {
  return stream.isTTY === true ? new ImportBar(stream) : new ImportLines(stream);
}

/**
 * The shares of the time that an import takes, measured with half a million new prices of 100 assets and two
 * indices.
 */
const SHARES = { reading: 0.27, storing: 0.32, indices: 0.41 } as const;
const STARTS = { reading: 0, storing: SHARES.reading, indices: SHARES.reading + SHARES.storing } as const;

type ImportStage = keyof typeof SHARES;

/** A stage that takes longer than expected waits here for its end. */
const MAX_STAGE_SHARE = 0.95;
const TICK_MS = 250;

/** How far a stage is by the clock, where nothing counts its work: the stages before tell how long it will take. */
class ImportBar implements ImportProgress {
  private readonly bar: Bar;
  private readonly started = performance.now();
  private stage: ImportStage = 'reading';
  private stageStarted = this.started;
  private last: ReadProgress = { rows: 0, bytes: 0, total: undefined };
  private isPipe = false;
  private ticks: NodeJS.Timeout | undefined;

  constructor(stream: Stream) {
    this.bar = new Bar(stream);
  }

  read(progress: ReadProgress): void {
    if (progress.total === undefined) this.isPipe = true;
    this.last = progress;
    this.enter(progress.bytes === progress.total ? 'storing' : 'reading');
  }

  indices(): void {
    this.enter('indices');
  }

  end(): void {
    clearInterval(this.ticks);
    this.bar.end();
  }

  private enter(stage: ImportStage): void {
    if (stage !== this.stage) this.stageStarted = performance.now();
    this.stage = stage;
    this.ticks ??= setInterval(() => this.show(), TICK_MS).unref();
    this.show();
  }

  private show(): void {
    const seconds = (performance.now() - this.started) / 1_000;
    const { rows } = this.last;
    const texts = [`${rows.toLocaleString('en')} rows`, `${Math.round(rows / seconds).toLocaleString('en')} rows/s`];
    // The size of a pipe is known at its end only, and so is the time that is left.
    if (this.isPipe && this.stage === 'reading') return this.bar.show(undefined, [this.stage, ...texts]);
    const share = STARTS[this.stage] + SHARES[this.stage] * this.stageShare();
    const left = share === 0 ? '' : `, ${Math.ceil((seconds * (1 - share)) / share)} s left`;
    this.bar.show(share, [`${this.stage}${left}`, ...texts]);
  }

  private stageShare(): number {
    const { bytes, total } = this.last;
    if (this.stage === 'reading') return total === undefined || total === 0 ? 0 : bytes / total;
    const expected = (this.stageStarted - this.started) * (SHARES[this.stage] / STARTS[this.stage]);
    return Math.min((performance.now() - this.stageStarted) / expected, MAX_STAGE_SHARE);
  }
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

  indices(): void {}

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

/** Where each stage of a refresh begins. Fetching counts its assets. */
const STAGE_STARTS: Readonly<Record<RunStage, number>> = {
  queued: 0,
  fetching: 0,
  waiting: 0.5,
  prices: 0.5,
  indices: 0.6,
  recording: 0.98,
  done: 1,
};

class RunBar implements RunDisplay {
  private readonly bar: Bar;

  constructor(stream: Stream) {
    this.bar = new Bar(stream);
  }

  show({ stage, counts: { assets = 0, fetched = 0 } }: RunRecord): void {
    const isFetching = stage === 'fetching' && assets > 0;
    const share = isFetching ? (STAGE_STARTS.waiting * fetched) / assets : STAGE_STARTS[stage ?? 'queued'];
    this.bar.show(share, [isFetching ? `fetching, ${fetched} of ${assets} assets` : (stage ?? 'starting')]);
  }

  end(): void {
    this.bar.end();
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
