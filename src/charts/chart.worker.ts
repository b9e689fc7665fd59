import { parentPort } from 'node:worker_threads';
import type { IndexChart } from './chart-data';
import type { ChartSize, ChartTheme } from './chart-style';
import { renderIndexChart } from './index-chart';
import { toPng } from './png';

export type ChartFormat = 'svg' | 'png';

export interface Drawing {
  readonly chart: IndexChart;
  readonly size: ChartSize;
  readonly theme: ChartTheme;
  readonly format: ChartFormat;
}

export type DrawingReply = { readonly picture: string | Uint8Array } | { readonly error: unknown };

async function draw({ chart, size, theme, format }: Drawing): Promise<DrawingReply> {
  try {
    const svg = await renderIndexChart(chart, size, theme);
    return { picture: format === 'png' ? await toPng(svg) : svg };
  } catch (error) {
    return { error };
  }
}

parentPort?.on('message', (drawing: Drawing) => {
  void draw(drawing).then((reply) => parentPort?.postMessage(reply));
});
