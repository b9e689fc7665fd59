import { init } from 'echarts';
import type { IndexChart } from './chart-data';
import { chartOptions } from './chart-options';
import { assertChartSize, type ChartSize, DEFAULT_CHART_SIZE } from './chart-size';

/** An SVG document; the same for the same arguments. Throws `RangeError` for a size out of `CHART_BOUNDS`. */
export function renderIndexChart(chart: IndexChart, size: ChartSize = DEFAULT_CHART_SIZE): string {
  assertChartSize(size);
  const canvas = init(null, null, { renderer: 'svg', ssr: true, width: size.width, height: size.height });
  try {
    canvas.setOption(chartOptions(chart, size));
    return withoutTraces(canvas.renderToSVGString());
  } finally {
    canvas.dispose();
  }
}

/**
 * The library numbers its drawings over the life of the process and puts in styles for a mouse: without both, the same
 * chart is the same text. Text in the picture has its quotation marks and brackets escaped, so it cannot match.
 */
function withoutTraces(svg: string): string {
  return svg
    .replace(/ class="zr\d+-cls-\d+"/g, '')
    .replace(/ pointer-events="visible"/g, '')
    .replace(/<style >[\s\S]*?<\/style>\n?/g, '')
    .replace(/(id="|"url\(#)zr\d+-/g, '$1chart-');
}
