export const COLOURS = {
  index: '#16486e',
  benchmark: '#c77d2e',
  drawdown: '#a33b36',
  text: '#1d2733',
  muted: '#5d6975',
  grid: '#e3e7eb',
  axis: '#9aa4ae',
} as const;

/** Without quotation marks: they would end the attribute that this is written into. */
export const FONT = 'Helvetica Neue, Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif';
