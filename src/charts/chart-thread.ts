import { once } from 'node:events';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { IndexChart } from './chart-data';
import { assertChartSize, type ChartSize, type ChartTheme } from './chart-style';
import type { ChartFormat, Drawing, DrawingReply } from './chart.worker';

let thread: Worker | undefined;
let last: Promise<unknown> = Promise.resolve();

/** An SVG document. Throws `RangeError` for a size out of `CHART_BOUNDS`. */
export async function drawSvg(chart: IndexChart, size: ChartSize, theme: ChartTheme = 'light'): Promise<string> {
  const picture = await inTurn(chart, size, theme, 'svg');
  return typeof picture === 'string' ? picture : Buffer.from(picture).toString();
}

/** A PNG of the same picture. Throws `RangeError` for a size out of `CHART_BOUNDS`. */
export async function drawPng(chart: IndexChart, size: ChartSize, theme: ChartTheme = 'light'): Promise<Buffer> {
  return Buffer.from(await inTurn(chart, size, theme, 'png'));
}

/**
 * Draws one picture after the other in a thread: an SVG takes 20 ms of computing and a PNG 50 ms or, at the largest size,
 * half a second, which would block the event loop.
 */
async function inTurn(
  chart: IndexChart,
  size: ChartSize,
  theme: ChartTheme,
  format: ChartFormat,
): Promise<string | Uint8Array> {
  assertChartSize(size);
  const next = last.then(() => inThread({ chart, size, theme, format }));
  last = next.catch(() => undefined);
  return next;
}

async function inThread(drawing: Drawing): Promise<string | Uint8Array> {
  const used = (thread ??= startThread());
  const ended = new AbortController();
  const died = once(used, 'exit', { signal: ended.signal }).then(() => {
    throw new Error('the thread that draws charts ended');
  });
  // The thread keeps the process alive only while it draws.
  used.ref();
  try {
    const replied = once(used, 'message', { signal: ended.signal });
    used.postMessage(drawing);
    const [reply] = (await Promise.race([replied, died])) as [DrawingReply];
    if ('error' in reply) throw reply.error;
    return reply.picture;
  } catch (error) {
    thread = undefined;
    await used.terminate();
    throw error;
  } finally {
    used.unref();
    ended.abort();
    died.catch(() => undefined);
  }
}

function startThread(): Worker {
  const extension = extname(__filename);
  return new Worker(join(__dirname, `chart.worker${extension}`), {
    // A thread does not inherit the transform of the test runner.
    execArgv: extension === '.ts' ? ['-r', join(__dirname, '../../scripts/register-swc.js')] : [],
  });
}
