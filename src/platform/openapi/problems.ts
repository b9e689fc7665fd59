import { ApiProperty, OpenAPIObject } from '@nestjs/swagger';
import { OperationObject, ResponseObject } from '@nestjs/swagger/dist/interfaces/open-api-spec.interface';
import { AppError, catalogue, ErrorCode, problemOf } from '../errors';
import { Field, fieldsOf, operationsIn, PlacedOperation } from './operations';

/** Of a run or an entry whose parameter has no example. */
const EXAMPLE_ID = 12;
const REQUEST_ID = '0f9c2c6e-7d4b-4f2f-9c5e-0a1b2c3d4e5f';

class ProblemField {
  @ApiProperty({ example: '/limit' })
  pointer: string;
  @ApiProperty({ example: 'limit must be a whole number, 1 to 500' })
  detail: string;
}

/** The body of every error, RFC 9457. */
export class Problem {
  @ApiProperty({ example: '/errors/validation-failed', description: 'A page that explains the error' })
  type: string;
  @ApiProperty({ example: 'The request is not valid' })
  title: string;
  @ApiProperty({ example: 400 })
  status: number;
  @ApiProperty({ example: 'limit must be a whole number, 1 to 500' })
  detail: string;
  @ApiProperty({ example: '/api/v1/runs' })
  instance: string;
  @ApiProperty({ example: REQUEST_ID })
  requestId: string;
  @ApiProperty({ example: 'validation-failed', description: 'What programs decide by' })
  code: string;
  @ApiProperty({ example: 'validation' })
  category: string;
  @ApiProperty({ type: [ProblemField] })
  errors: ProblemField[];
  @ApiProperty({ required: false, description: 'What went wrong inside; never in production' })
  cause?: string;
}

/**
 * Any operation can end in an error, and all errors have one shape: described here instead of in every controller. Each
 * response gets an example of its own status on its own route.
 */
export function describeProblems(document: OpenAPIObject): OpenAPIObject {
  for (const placed of operationsIn(document)) {
    const { responses } = placed.operation;
    for (const [status, description] of Object.entries(commonErrors(placed.operation))) {
      responses[status] ??= { description };
    }
    for (const [status, response] of Object.entries(responses)) {
      if (!/^([45]|default)/.test(status) || response === undefined || !('description' in response)) continue;
      // The response of a service that is not ready is no problem.
      if ('content' in response) continue;
      const example = exampleOf(status, response, placed, document);
      const schema = { $ref: '#/components/schemas/Problem' };
      // A new object: routes of one controller share the one of its decorator.
      responses[status] = { ...response, content: { 'application/problem+json': { schema, example } } };
    }
  }
  return document;
}

const UNREADABLE = 'The request cannot be read';
const INVALID = 'A value is not valid; `errors` names each';

function commonErrors({ parameters = [], requestBody, responses }: OperationObject): Record<string, string> {
  return {
    ...(parameters.length > 0 || requestBody ? { 400: '422' in responses ? UNREADABLE : INVALID } : {}),
    ...(requestBody
      ? {
          413: 'The body is larger than 16 KiB, or than 512 KiB where it may hold long lists',
          415: 'The body is not JSON',
        }
      : {}),
    429: 'Too many requests; `Retry-After` says how many seconds to wait',
    503: 'The database does not answer, or is busy',
    default: 'Any other error',
  };
}

const CODES: Readonly<Record<string, ErrorCode>> = {
  400: 'validation-failed',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  406: 'not-acceptable',
  409: 'conflict',
  413: 'payload-too-large',
  415: 'unsupported-media-type',
  422: 'unprocessable',
  429: 'too-many-requests',
  501: 'not-configured',
  502: 'upstream-failed',
  503: 'database-unavailable',
  default: 'internal',
};

/** Details that are the same on every route. */
const DETAILS: Partial<Record<ErrorCode, string>> = {
  unauthenticated: 'Not authenticated',
  'payload-too-large': 'Request body is too large',
  'unsupported-media-type': 'Unsupported Media Type',
  'too-many-requests': 'The limit is 600 requests in 60 s; wait 12 s.',
  'database-unavailable': 'The database does not answer at the moment; nothing was stored; try again.',
  internal: 'The service failed. It is logged under the requestId.',
};

function exampleOf(
  status: string,
  { description }: ResponseObject,
  placed: PlacedOperation,
  all: OpenAPIObject,
): object {
  const code = codeOf(status, description);
  const fields = fieldsOf(placed.operation, all);
  const fault = /^(A value|A field|A parameter) /.test(description) ? faultOf(fields) : undefined;
  const detail = fault?.detail ?? DETAILS[code] ?? detailOf(code, description, placed.operation, fields);
  const error = new AppError(code, detail, { errors: fault === undefined ? [] : [fault] });
  return problemOf(error, { requestId: REQUEST_ID, path: pathOf(placed.path, fields), showCause: false });
}

/** A description may name its code, as "The password is wrong (`invalid-credentials`)". */
function codeOf(status: string, description: string): ErrorCode {
  if (description === UNREADABLE) return 'malformed-request';
  const named = /\(`([a-z-]+)`\)/.exec(description)?.[1] ?? '';
  return isCode(named) ? named : (CODES[status] ?? 'internal');
}

function isCode(text: string): text is ErrorCode {
  return Object.hasOwn(catalogue, text);
}

/** A wrong value of the field that a client is likeliest to send; an unknown field where no field has a rule. */
function faultOf(fields: readonly Field[]): { pointer: string; detail: string } {
  const ruled = fields.filter(({ requirement }) => requirement !== undefined);
  const { name, requirement } = ruled.find(({ in: place, required }) => place !== 'path' && required) ??
    ruled.find(({ in: place }) => place === 'body') ??
    ruled.find(({ in: place }) => place !== 'path') ??
    ruled[0] ?? { name: 'colour', requirement: 'is not known here' };
  return { pointer: `/${name}`, detail: `${name} ${requirement}` };
}

function detailOf(code: ErrorCode, description: string, operation: OperationObject, fields: readonly Field[]): string {
  if (code === 'malformed-request') return unreadable(operation);
  if (code === 'forbidden') return `This is not allowed. It needs: ${description.replace('Needs: ', '')}.`;
  if (code === 'not-acceptable') return `This is available as ${typesOf(operation).join(', ')}.`;
  const noun = /^There is no such ([\w ]+?)(?: or |,|;|$)/.exec(description)?.[1];
  if (noun !== undefined) return `There is no ${noun} ${String(identityOf(noun, fields))}.`;
  return sentence(description);
}

function unreadable({ requestBody }: OperationObject): string {
  return requestBody === undefined
    ? 'This is no path, or it has an invalid percent encoding.'
    : "Body is not valid JSON but content-type is set to 'application/json'";
}

function typesOf({ responses }: OperationObject): string[] {
  const found = responses['200'];
  return found !== undefined && 'content' in found ? Object.keys(found.content ?? {}) : [];
}

/** The example of what names the resource: of the path, else of the field of its name, else of the first required one. */
function identityOf(noun: string, fields: readonly Field[]): unknown {
  const named =
    fields.find(({ in: place }) => place === 'path') ??
    fields.find(({ name }) => name === noun) ??
    fields.find(({ required }) => required);
  const example = named?.example ?? EXAMPLE_ID;
  return Array.isArray(example) ? example.join(', ') : example;
}

/** The first alternative that a description names, as the detail of an error. */
function sentence(description: string): string {
  const [first = description] = description
    .replace('; detail names it', `: run ${EXAMPLE_ID}`)
    .split(/;|\. |, or | \(`/);
  return `${first}.`;
}

/** The path with the examples of its parameters. */
function pathOf(path: string, fields: readonly Field[]): string {
  return path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const field = fields.find((each) => each.in === 'path' && each.name === name);
    const example = field?.example;
    return encodeURIComponent(typeof example === 'string' ? example : Number(example ?? EXAMPLE_ID));
  });
}
