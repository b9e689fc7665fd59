import { OpenAPIObject } from '@nestjs/swagger';
import { MediaTypeObject, OperationObject } from '@nestjs/swagger/dist/interfaces/open-api-spec.interface';

/** The requirement that a field states in its errors, as `must be true or false`. It is removed from the document. */
const REQUIREMENT = 'x-requirement';

type Keywords = Record<string, unknown>;

export interface PlacedOperation {
  readonly path: string;
  readonly operation: OperationObject;
}

/** A parameter, or a field of the body. */
export interface Field {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly example?: unknown;
  readonly requirement?: string;
}

/** Every operation of the document, in its order. */
export function operationsIn(document: OpenAPIObject): PlacedOperation[] {
  return Object.entries(document.paths).flatMap(([path, { get, post, put, patch, delete: remove }]) =>
    [get, post, put, patch, remove].flatMap((operation) => (operation === undefined ? [] : [{ path, operation }])),
  );
}

/** The parameters of an operation, then the fields of its body. */
export function fieldsOf({ parameters = [], requestBody }: OperationObject, document: OpenAPIObject): Field[] {
  const sent = parameters.flatMap((parameter) => {
    if (!('name' in parameter)) return [];
    const schema = resolved(parameter.schema, document);
    return [fieldOf(parameter.name, parameter.in, parameter.required === true, { ...schema, ...parameter })];
  });
  const body = resolved(contentOf(requestBody)[0]?.schema, document);
  const required: unknown = body['required'];
  const names = Array.isArray(required) ? (required as unknown[]) : [];
  const fields = Object.entries(Object(body['properties']) as Record<string, Keywords>);
  return [...sent, ...fields.map(([name, schema]) => fieldOf(name, 'body', names.includes(name), schema))];
}

function fieldOf(name: string, place: string, required: boolean, schema: Keywords): Field {
  const { example, [REQUIREMENT]: requirement } = schema;
  const known = example ?? schema['default'];
  return {
    name,
    in: place,
    required,
    ...(known === undefined ? {} : { example: known }),
    ...(typeof requirement === 'string' ? { requirement } : {}),
  };
}

/** The bodies that an operation takes, by media type. */
export function contentOf(requestBody: OperationObject['requestBody']): MediaTypeObject[] {
  return requestBody !== undefined && 'content' in requestBody ? Object.values(requestBody.content) : [];
}

/** The schema behind a reference; `{}` where there is none. */
export function resolved(schema: object | undefined, { components }: OpenAPIObject): Keywords {
  if (schema === undefined || !('$ref' in schema)) return (schema ?? {}) as Keywords;
  return (components?.schemas?.[String(schema.$ref).split('/').at(-1) ?? ''] ?? {}) as Keywords;
}

/** Removes the requirements, of which the errors have made their examples. */
export function withoutRequirements(document: OpenAPIObject): OpenAPIObject {
  const text = JSON.stringify(document, (key, value: unknown) => (key === REQUIREMENT ? undefined : value));
  return JSON.parse(text) as OpenAPIObject;
}
