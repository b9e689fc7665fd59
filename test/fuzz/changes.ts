import fc from 'fast-check';
import { Operation } from './document';
import { junkText, junkValue } from './junk';
import { Plan } from './plan';

type Change = (plan: Plan) => Plan;

/** Something that may make a request wrong; whether it did, the document says afterwards. */
export function changeOf(operation: Operation): fc.Arbitrary<Change> {
  const changes = [unknownParameter(), credentials(), ...parameterChanges(operation), ...bodyChanges(operation)];
  return fc.oneof({ arbitrary: fc.constant<Change>((plan) => plan), weight: 4 }, ...changes);
}

function parameterChanges({ parameters }: Operation): { arbitrary: fc.Arbitrary<Change>; weight: number }[] {
  const named = (place: string): string[] => parameters.filter(({ in: at }) => at === place).map(({ name }) => name);
  const [path, query, headers] = [named('path'), named('query'), named('header')];
  return [
    ...(path.length === 0 ? [] : [{ arbitrary: otherPath(path), weight: 4 }]),
    ...(query.length === 0
      ? []
      : [
          { arbitrary: otherQuery(query), weight: 6 },
          { arbitrary: oddQuery(query), weight: 2 },
        ]),
    ...(headers.length === 0 ? [] : [{ arbitrary: otherHeader(headers), weight: 1 }]),
  ];
}

function otherPath(names: string[]): fc.Arbitrary<Change> {
  // Of an empty segment and of dots a URL makes another path.
  const segment = junkText.filter((text) => !['', '.', '..'].includes(text));
  return fc
    .tuple(fc.constantFrom(...names), segment)
    .map(([name, text]) => (plan) => ({ ...plan, path: { ...plan.path, [name]: text } }));
}

function otherQuery(names: string[]): fc.Arbitrary<Change> {
  return fc
    .tuple(fc.constantFrom(...names), junkText)
    .map(([name, text]) => (plan) => ({ ...plan, query: [...without(plan, name), [name, text]] }));
}

/** Left out, twice, as an array, as an object. */
function oddQuery(names: string[]): fc.Arbitrary<Change> {
  const forms = fc.constantFrom('out', 'twice', '[]', '[x]', '[0]', '.x');
  return fc.tuple(fc.constantFrom(...names), forms).map(([name, form]) => (plan) => {
    const others = without(plan, name);
    const text = plan.query.find(([known]) => known === name)?.[1] ?? '1';
    if (form === 'out') return { ...plan, query: others };
    if (form === 'twice') return { ...plan, query: [...others, [name, text], [name, text]] };
    return { ...plan, query: [...others, [`${name}${form}`, text]] };
  });
}

function otherHeader(names: string[]): fc.Arbitrary<Change> {
  // Others cannot be sent in a header.
  const sendable = junkText.filter((text) => /^[\x20-\x7e]*$/.test(text));
  return fc
    .tuple(fc.constantFrom(...names), sendable)
    .map(([name, text]) => (plan) => ({ ...plan, headers: { ...plan.headers, [name]: text } }));
}

function unknownParameter(): { arbitrary: fc.Arbitrary<Change>; weight: number } {
  const names = fc.oneof(fc.constantFrom('__proto__', 'constructor', 'toString', 'LIMIT', 'id', '0', ''), junkText);
  const change = fc
    .tuple(names, junkText)
    .map(([name, text]): Change => (plan) => ({ ...plan, query: [...plan.query, [name, text]] }));
  return { arbitrary: change, weight: 1 };
}

function credentials(): { arbitrary: fc.Arbitrary<Change>; weight: number } {
  const change = fc
    .constantFrom('none' as const, 'wrong' as const)
    .map((credentials): Change => (plan) => ({ ...plan, credentials }));
  return { arbitrary: change, weight: 1 };
}

function bodyChanges({ body }: Operation): { arbitrary: fc.Arbitrary<Change>; weight: number }[] {
  if (body === undefined) return [];
  const whole = fc
    .oneof(fc.constant(undefined), junkValue)
    .map((value): Change => (plan) => ({ ...plan, body: value }));
  return [
    { arbitrary: whole, weight: 1 },
    { arbitrary: otherField(), weight: 6 },
    { arbitrary: unknownField(), weight: 1 },
  ];
}

/** One field, at any depth that a body has, is another or is missing. */
function otherField(): fc.Arbitrary<Change> {
  const value = fc.oneof({ arbitrary: junkValue, weight: 5 }, { arbitrary: fc.constant(undefined), weight: 1 });
  return fc.tuple(fc.nat(), value).map(([position, value]) => (plan) => {
    const { body } = plan;
    if (!isRecord(body)) return plan;
    const names = Object.keys(body);
    const name = names[position % Math.max(names.length, 1)];
    return name === undefined ? plan : { ...plan, body: { ...body, [name]: value } };
  });
}

function unknownField(): fc.Arbitrary<Change> {
  const names = fc.oneof(fc.constantFrom('constructor', 'toString', 'id', 'runId', ''), junkText);
  return fc.tuple(names, junkValue).map(
    ([name, value]) =>
      (plan) =>
        isRecord(plan.body) ? { ...plan, body: { ...plan.body, [name]: value } } : plan,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function without(plan: Plan, name: string): Plan['query'] {
  return plan.query.filter(([known]) => known !== name);
}
