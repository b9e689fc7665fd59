import { OpenAPIObject } from '@nestjs/swagger';

/** A schema of the document: a JSON object whose keywords are read one by one. */
export type Schema = Readonly<Record<string, unknown>>;

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: Schema;
  readonly example?: unknown;
  readonly description?: string;
}

interface Content {
  readonly schema?: Schema;
  readonly example?: unknown;
  readonly examples?: object;
}

export interface DocumentedResponse {
  readonly description: string;
  readonly content?: Readonly<Record<string, Content>>;
}

export interface Operation {
  /** `GET /api/v1/assets/{symbol}` */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly body?: { readonly required: boolean; readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, DocumentedResponse>>;
  /** Whether the document says that somebody has to be signed in. */
  readonly guarded: boolean;
  /** Whether it is about the signed-in user. The administrator's token is none. */
  readonly forUsers: boolean;
}

interface WrittenOperation extends Omit<Operation, 'name' | 'method' | 'path' | 'body' | 'guarded' | 'forUsers'> {
  readonly requestBody?: Operation['body'];
  readonly security?: readonly object[];
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch'];

/** Every operation of the document, in its order. */
export function operationsOf(document: OpenAPIObject): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, WrittenOperation>)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, written]) => operationOf(method.toUpperCase(), path, written)),
  );
}

function operationOf(method: string, path: string, written: WrittenOperation): Operation {
  const { requestBody, security = [], parameters = [], tags = [], ...rest } = written;
  return {
    ...rest,
    name: `${method} ${path}`,
    method,
    path,
    tags,
    parameters,
    ...(requestBody === undefined ? {} : { body: requestBody }),
    guarded: security.length > 0 && !isReading(rest.responses),
    forUsers: security.length > 0 && security.every((scheme) => Object.keys(scheme).join() === 'bearer'),
  };
}

/** Whether reading needs credentials is a setting; by default it does not. */
function isReading(responses: Operation['responses']): boolean {
  return /\bread\b/.test(responses['403']?.description ?? '');
}

/** The schema of a JSON body; undefined where the operation takes none. */
export function bodySchemaOf({ body }: Operation): Schema | undefined {
  return body?.content['application/json']?.schema;
}
