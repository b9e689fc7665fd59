import { Presets, SingleBar } from 'cli-progress';
import { ReadProgress } from './price-file';

/** Tells a person how far an import is: a bar on a terminal, now and then a line elsewhere. */
export interface ImportProgress {
  read(progress: ReadProgress): void;
  /** To be called however the import ends. */
  end(): void;
}

/** Progress goes where results do not. */
export function importProgress(terminal: NodeJS.WriteStream = process.stderr): ImportProgress {
  return terminal.isTTY ? new ProgressBar(terminal) : new ProgressLines(terminal);
}

const BAR = '{bar} {percentage} % | {rows} rows | {rate} rows/s | {stage}';

class ProgressBar implements ImportProgress {
  private readonly bar: SingleBar;
  private readonly started = performance.now();
  private isOpen = false;

  constructor(stream: NodeJS.WritableStream) {
    const options = { stream, format: BAR, hideCursor: true, clearOnComplete: true, fps: 10 };
    this.bar = new SingleBar(options, Presets.shades_classic);
  }

  read({ rows, bytes, total = bytes + 1 }: ReadProgress): void {
    const seconds = (performance.now() - this.started) / 1_000;
    const left = (seconds * (total - bytes)) / bytes;
    const stage = bytes >= total ? 'storing' : `${left.toFixed(0)} s left`;
    const payload = { rows: rows.toLocaleString('en'), rate: Math.round(rows / seconds).toLocaleString('en'), stage };
    if (!this.isOpen) this.bar.start(total, bytes, payload);
    this.isOpen = true;
    this.bar.setTotal(total);
    this.bar.update(bytes, payload);
  }

  end(): void {
    if (this.isOpen) this.bar.stop();
  }
}

/** Milliseconds between two lines. */
const PAUSE = 5_000;

class ProgressLines implements ImportProgress {
  private next = performance.now() + PAUSE;

  constructor(private readonly stream: NodeJS.WritableStream) {}

  read({ rows, bytes, total }: ReadProgress): void {
    if (performance.now() < this.next) return;
    this.next = performance.now() + PAUSE;
    const share = total === undefined ? '' : `, ${Math.floor((100 * bytes) / total)} % of the file`;
    this.stream.write(`read ${rows.toLocaleString('en')} rows${share}\n`);
  }

  end(): void {}
}
