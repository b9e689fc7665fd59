import { Schema } from '../fuzz/document';
import { Schemas } from '../fuzz/schemas';

/** Two states of one document, to look references up in. */
export interface Versions {
  readonly old: Schemas;
  readonly current: Schemas;
}

/** Deeper than any schema here, which may refer to itself. */
const DEEPEST = 12;

type Bound = readonly [keyword: string, isNarrower: (before: number, after: number) => boolean];
const lower = (before: number, after: number): boolean => after < before;
const higher = (before: number, after: number): boolean => after > before;
const BOUNDS: readonly Bound[] = [
  ...['maximum', 'maxLength', 'maxItems'].map((keyword): Bound => [keyword, lower]),
  ...['minimum', 'minLength', 'minItems'].map((keyword): Bound => [keyword, higher]),
];

/** What clients may no longer send. `at` names the value in the texts. */
export function requestChanges(before: Schema, after: Schema, at: string, versions: Versions, depth = 0): string[] {
  const [was, is] = [plain(before, versions.old), plain(after, versions.current)];
  if (depth > DEEPEST) return [];
  const [old, now] = [fieldsOf(was), fieldsOf(is)];
  const required = requiredOf(is).filter((name) => !requiredOf(was).includes(name));
  return [
    ...typeChanges(was, is, at),
    ...(was['nullable'] === true && is['nullable'] !== true ? [`${at} may no longer be null`] : []),
    ...valuesOf(was)
      .filter((value) => is['enum'] !== undefined && !valuesOf(is).includes(value))
      .map((value) => `${at} may no longer be ${String(value)}`),
    ...(was['enum'] === undefined && is['enum'] !== undefined ? [`${at} takes listed values only`] : []),
    ...BOUNDS.filter(([keyword, isNarrower]) => narrowed(was[keyword], is[keyword], isNarrower)).map(
      ([keyword]) => `${at} has a narrower ${keyword}`,
    ),
    ...(is['pattern'] !== undefined && is['pattern'] !== was['pattern'] ? [`${at} has another pattern`] : []),
    ...missing(old, now).map((name) => `the field ${name} of ${at} is gone`),
    ...required.map((name) => `the field ${name} of ${at} may not be left out`),
    ...parts(was, is, at).flatMap((part) => requestChanges(...part, versions, depth + 1)),
  ];
}

/** What clients may no longer rely on in an answer. */
export function answerChanges(before: Schema, after: Schema, at: string, versions: Versions, depth = 0): string[] {
  const [was, is] = [plain(before, versions.old), plain(after, versions.current)];
  if (depth > DEEPEST) return [];
  const [old, now] = [fieldsOf(was), fieldsOf(is)];
  const optional = requiredOf(was).filter((name) => name in now && !requiredOf(is).includes(name));
  return [
    ...typeChanges(was, is, at),
    ...(was['nullable'] !== true && is['nullable'] === true ? [`${at} may be null`] : []),
    ...missing(old, now).map((name) => `${at} lacks the field ${name}`),
    ...optional.map((name) => `${at} may lack the field ${name}`),
    ...parts(was, is, at).flatMap((part) => answerChanges(...part, versions, depth + 1)),
  ];
}

/** Behind a reference, and behind the `allOf` that a reference with a description is wrapped into. */
function plain(schema: Schema, schemas: Schemas): Schema {
  const resolved = schemas.resolve(schema);
  const [wrapped, ...others] = (resolved['allOf'] ?? []) as Schema[];
  return wrapped === undefined || others.length > 0 ? resolved : { ...plain(wrapped, schemas), ...resolved };
}

function typeChanges(was: Schema, is: Schema, at: string): string[] {
  const [old, now] = [was, is].map((schema) => schema['type']);
  return old === undefined || now === undefined || old === now
    ? []
    : [`${at} is no longer of type ${JSON.stringify(old)}`];
}

/** A bound that was not there before is narrower than none. */
function narrowed(before: unknown, after: unknown, isNarrower: Bound[1]): boolean {
  if (typeof after !== 'number') return false;
  return typeof before !== 'number' || isNarrower(before, after);
}

function valuesOf({ enum: values = [] }: Schema): readonly unknown[] {
  return values as unknown[];
}

function fieldsOf({ properties = {} }: Schema): Readonly<Record<string, Schema>> {
  return properties as Record<string, Schema>;
}

function requiredOf({ required = [] }: Schema): readonly string[] {
  return Array.isArray(required) ? (required as string[]) : [];
}

function missing(old: object, now: object): string[] {
  return Object.keys(old).filter((name) => !(name in now));
}

/** What stands in both: the fields, and the items of a list. */
function parts(was: Schema, is: Schema, at: string): [before: Schema, after: Schema, at: string][] {
  const [old, now] = [fieldsOf(was), fieldsOf(is)];
  const fields = Object.entries(old).flatMap(([name, before]): [Schema, Schema, string][] => {
    const after = now[name];
    return after === undefined ? [] : [[before, after, `${at}/${name}`]];
  });
  const [items, itemsNow] = [was['items'], is['items']] as [Schema | undefined, Schema | undefined];
  return items === undefined || itemsNow === undefined ? fields : [...fields, [items, itemsNow, `${at}/*`]];
}
