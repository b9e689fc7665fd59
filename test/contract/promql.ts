/** A metric that an expression asks for, and the labels by which it tells its series apart. */
export interface Asked {
  readonly metrics: readonly string[];
  readonly labels: readonly string[];
}

const NO_METRICS = new Set(['and', 'or', 'unless', 'bool', 'offset', 'inf', 'nan']);
const GROUPING = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g;
const MATCHERS = /\{([^}]*)\}/g;

/** What an expression of PromQL asks for. Enough of its grammar for `ops/`: no metric is named by a matcher. */
export function askedBy(expression: string): Asked {
  const plain = expression.replace(/"(?:[^"\\]|\\.)*"/g, '""').replace(/\[[^\]]*\]/g, '');
  const grouped = [...plain.matchAll(GROUPING)].flatMap(([, names = '']) => names.split(','));
  const matched = [...plain.matchAll(MATCHERS)].flatMap(([, matchers = '']) => matchers.match(/\w+(?=\s*[=!])/g) ?? []);
  const names =
    plain
      .replace(GROUPING, '')
      .replace(MATCHERS, '')
      .match(/[a-z_:][\w:]*(?![\w:]*\s*\()/gi) ?? [];
  return {
    metrics: names.filter((name) => !NO_METRICS.has(name.toLowerCase())),
    labels: [...grouped, ...matched].map((name) => name.trim()).filter((name) => name !== ''),
  };
}
