import fc from 'fast-check';
import { Operation, Parameter, bodySchemaOf } from './document';
import { Values } from './values';
import { textOfValue } from './wire-text';

export type Credentials = 'administrator' | 'none' | 'wrong';

/** A request before it is written out: texts are not encoded yet. */
export interface Plan {
  readonly operation: Operation;
  readonly path: Readonly<Record<string, string>>;
  readonly query: readonly (readonly [name: string, text: string])[];
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined: no body is sent. */
  readonly body: unknown;
  readonly credentials: Credentials;
}

/** Requests that the document says are right. */
export function validPlan(operation: Operation, values: Values): fc.Arbitrary<Plan> {
  const schema = bodySchemaOf(operation);
  return fc.record({
    operation: fc.constant(operation),
    path: texts(operation, 'path', values),
    query: texts(operation, 'query', values).map((query) => Object.entries(query)),
    headers: texts(operation, 'header', values),
    body: schema === undefined ? fc.constant(undefined) : values.of('body', schema),
    credentials: fc.constant('administrator' as const),
  });
}

function texts(operation: Operation, place: Parameter['in'], values: Values): fc.Arbitrary<Record<string, string>> {
  const wanted = operation.parameters.filter((parameter) => parameter.in === place && !isOpaque(parameter));
  const fields = Object.fromEntries(
    wanted.map((parameter) => [parameter.name, values.of(parameter.name, parameter.schema).map(textOfValue)]),
  );
  const requiredKeys = wanted.filter(({ required }) => required).map(({ name }) => name);
  return fc.record(fields, { requiredKeys, noNullPrototype: true });
}

/** What only an answer of the service can give: no schema tells a genuine one from another. */
export function isOpaque({ name }: { readonly name: string }): boolean {
  return name === 'cursor';
}
