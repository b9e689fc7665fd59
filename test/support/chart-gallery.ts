import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_CHART_SIZE, drawPng, drawSvg } from '../../src/charts';
import { CHART_SITUATIONS } from './chart-situations';

const SIZES = { default: DEFAULT_CHART_SIZE, narrow: { width: 320, height: 280 } };

/** Draws every situation as SVG and PNG, to be looked at, and prints how long each PNG took. */
async function drawGallery(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const { name, chart, theme } of CHART_SITUATIONS) {
    for (const [sizeName, size] of Object.entries(SIZES)) {
      const path = join(folder, sizeName === 'default' ? name : `${name}-${sizeName}`);
      writeFileSync(`${path}.svg`, await drawSvg(chart, size, theme));
      const start = performance.now();
      writeFileSync(`${path}.png`, await drawPng(chart, size, theme));
      console.log(`${path}.png ${Math.round(performance.now() - start)} ms`);
    }
  }
}

void drawGallery(process.argv[2] ?? 'charts-gallery');
