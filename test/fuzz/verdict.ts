import { Operation, Parameter, Schema, bodySchemaOf } from './document';
import { Plan, isOpaque } from './plan';
import { Schemas } from './schemas';
import { brokenRules, dependsOnState } from './rules-between-fields';
import { valueOfText } from './wire-text';

/** What the document says must become of a request; `open` where a schema cannot know. */
export interface Verdict {
  readonly outcome: 'accepted' | 'refused' | 'unauthenticated' | 'open';
  /** Names of what is wrong. */
  readonly because: readonly string[];
}

export function verdictOn(plan: Plan, schemas: Schemas): Verdict {
  if (isTooLong(plan)) return { outcome: 'open', because: [] };
  const { guarded, forUsers } = plan.operation;
  if (forUsers || (guarded && plan.credentials !== 'administrator')) return { outcome: 'unauthenticated', because: [] };
  const wrong = [...wrongParameters(plan, schemas), ...wrongBody(plan, schemas), ...brokenRules(plan)];
  if (wrong.length > 0) return { outcome: 'refused', because: wrong };
  return { outcome: isOpen(plan) ? 'open' : 'accepted', because: [] };
}

/** Small forms end at 16 KiB, and a schema counts characters, of which an emoji has four bytes. */
function isTooLong({ body }: Plan): boolean {
  return Buffer.byteLength(JSON.stringify(body) ?? '') > 16_384;
}

function wrongParameters(plan: Plan, schemas: Schemas): string[] {
  const wrong = plan.operation.parameters.filter((parameter) => {
    const texts = joined(textsOf(plan, parameter), schemas.resolve(parameter.schema));
    if (texts.length === 0) return parameter.required;
    return texts.length > 1 || !texts.every((text) => fits(text, parameter, schemas));
  });
  return [...wrong.map(({ name }) => name), ...unknownNames(plan)];
}

/** A list may also be sent as a repeated parameter. */
function joined(texts: readonly string[], { type }: Schema): readonly string[] {
  return type === 'array' && texts.length > 1 ? [texts.join(',')] : texts;
}

function fits(text: string, { schema }: Parameter, schemas: Schemas): boolean {
  const value = valueOfText(text, schemas.resolve(schema));
  return schemas.accepts(schema, value);
}

function textsOf({ path, query, headers }: Plan, { name, in: place }: Parameter): string[] {
  if (place === 'query') return query.filter(([known]) => known === name).map(([, text]) => text);
  const text = (place === 'path' ? path : headers)[name];
  return text === undefined ? [] : [place === 'header' ? text.trim() : text];
}

function unknownNames({ operation, query }: Plan): string[] {
  return takesQuery(operation) ? query.map(([name]) => name).filter((name) => !isKnown(operation, name)) : [];
}

/** An adjustment takes fields of the strategy from the query too, and ignores what it does not know, as its clients want. */
function takesQuery({ path, parameters }: Operation): boolean {
  if (path.endsWith('/ai-adjust')) return false;
  return parameters.some(({ in: place }) => place === 'query');
}

function isKnown({ parameters }: Operation, name: string): boolean {
  return parameters.some((parameter) => parameter.in === 'query' && parameter.name === name);
}

function wrongBody({ operation, body }: Plan, schemas: Schemas): string[] {
  const schema = bodySchemaOf(operation);
  if (schema === undefined) return [];
  if (body === undefined) return operation.body?.required === true ? ['body'] : [];
  // As it arrives: without undefined fields.
  return schemas.accepts(schema, JSON.parse(JSON.stringify(body))) ? [] : ['body'];
}

/** A cursor that nobody gave out; half a surrogate pair; what depends on the state. */
function isOpen(plan: Plan): boolean {
  if (plan.query.some(([name]) => isOpaque({ name }) || !isKnown(plan.operation, name))) return true;
  return /\\ud[89a-f]/.test(JSON.stringify(plan.body) ?? '') || dependsOnState(plan);
}
