import { Presets, SingleBar } from 'cli-progress';
import { ReadProgress } from './price-file';

/** Tells a person how far an import is: a bar on a terminal, now and then a line elsewhere. */
export interface ImportProgress {
  read(progress: ReadProgress): void;
  /** To be called however the import ends. */
  end(): void;
}

/** Progress goes where results do not. */
export function importProgress(
  stream: NodeJS.WritableStream & { readonly isTTY?: boolean } = process.stderr,
): ImportProgress {
  return stream.isTTY ? new ProgressBar(stream) : new ProgressLines(stream);
}

const MEASURED = '{bar} {percentage} % | {rows} rows | {rate} rows/s | {stage}';

/** Of what comes through a pipe nobody knows how much is left. */
const UNMEASURED = '{rows} rows | {rate} rows/s | {stage}';

class ProgressBar implements ImportProgress {
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
    const format = total === undefined ? UNMEASURED : MEASURED;
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
