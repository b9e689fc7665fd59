import { SYMBOL_FORM, SYMBOL_PATTERN } from '../../assets';
import { CHART_BOUNDS, DEFAULT_CHART_SIZE } from '../../charts';
import { NotBefore, QueryDay, QueryInteger, QueryPattern } from '../../platform/http';

const { width, height } = CHART_BOUNDS;

export class IndexChartQuery {
  @QueryDay({ optional: true, description: 'First day, included' })
  from?: string;

  @NotBefore('from')
  @QueryDay({ optional: true, description: 'Last day, included' })
  to?: string;

  @QueryPattern(SYMBOL_PATTERN, SYMBOL_FORM, { optional: true, example: 'SPY', description: "Else the index's own" })
  benchmark?: string;

  @QueryInteger(width.least, width.most, { default: DEFAULT_CHART_SIZE.width, description: 'Pixels' })
  width: number = DEFAULT_CHART_SIZE.width;

  @QueryInteger(height.least, height.most, { default: DEFAULT_CHART_SIZE.height, description: 'Pixels' })
  height: number = DEFAULT_CHART_SIZE.height;
}
