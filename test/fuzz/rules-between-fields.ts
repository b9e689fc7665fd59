import { Plan } from './plan';

type Fields = Readonly<Record<string, unknown>>;

/** What is wrong although each value fits its schema: no schema of OpenAPI 3.0 can say it, descriptions do. */
export function brokenRules(plan: Plan): string[] {
  const fields = fieldsOf(plan);
  return RANGES.filter(([first, last]) => isBefore(fields[last], fields[first])).map(([, last]) => last);
}

const RANGES = [
  ['from', 'to'],
  ['start_date', 'end_date'],
] as const;

function isBefore(one: unknown, other: unknown): boolean {
  return typeof one === 'string' && typeof other === 'string' && one < other;
}

/** Whether it depends on what is stored, or on the clock, if the values go together. */
export function dependsOnState({ operation, ...plan }: Plan): boolean {
  const fields = fieldsOf(plan);
  return STATEFUL.some(([name, depends]) => name.test(operation.name) && depends(fields));
}

const has =
  (...names: readonly string[]) =>
  (fields: Fields): boolean =>
    names.some((name) => fields[name] !== undefined && fields[name] !== null);

const STATEFUL: readonly (readonly [operation: RegExp, depends: (fields: Fields) => boolean])[] = [
  // The symbol and the currency of an exchange rate have to fit.
  [/^(POST|PATCH) .*\/assets/, (fields) => fields['kind'] === 'fx'],
  [/^PATCH .*\/assets/, has('currency', 'kind')],
  // Symbols have to exist, and a configuration has to be one of the method.
  [/^(POST|PATCH) .*\/indices/, has('constituents', 'benchmark')],
  [/^PATCH .*\/indices/, has('method', 'configuration')],
  [/^(POST|PATCH) .*\/indices/, (fields) => Object.keys(fields['configuration'] ?? {}).length > 0],
  // low <= open, close <= high; the session of the day has ended.
  [/^PUT .*\/prices/, has('open', 'high', 'low')],
  [/^PUT .*\/prices/, ({ date }) => String(date) >= '2025'],
  // An account is closed for a minute after wrong passwords; exchange rates are stored or not.
  [/^POST .*\/auth\/login/, has('email')],
  [/^POST .*\/index\/simulate/, () => true],
  // There have to be days in common.
  [/ .*\/benchmark\/compare/, () => true],
  // A password has to be hard to guess.
  [/^POST .*\/auth\/register/, has('password')],
  // Weights have to sum to 1 with those that are stored; a proposal has to have a reason, here or there.
  [/ \/api\/v1\/strategy\/config/, () => true],
  [/refresh-runs/, has('provider', 'assets')],
];

function fieldsOf({ path, query, body }: Omit<Plan, 'operation'>): Fields {
  return { ...path, ...Object.fromEntries(query), ...(typeof body === 'object' ? body : {}) };
}
