import { Operation, Schema } from './document';
import { Schemas } from './schemas';
import { Answer } from './send';
import { Verdict } from './verdict';

const PROBLEM_TYPE = 'application/problem+json';
const PROBLEM: Schema = { $ref: '#/components/schemas/Problem' };
const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

interface Problem {
  readonly status: number;
  readonly detail: unknown;
  readonly requestId: unknown;
  readonly code: unknown;
  readonly errors: readonly { readonly pointer: string }[];
}

/** What is wrong with any answer, whatever was asked. */
export function faultsOf(answer: Answer, operation: Operation, schemas: Schemas): string[] {
  const { status, headers, brokenOff } = answer;
  const always = [
    ...(REQUEST_ID.test(String(headers['x-request-id'])) ? [] : [`X-Request-ID is ${String(headers['x-request-id'])}`]),
    ...(brokenOff ? ['the answer was broken off'] : []),
    ...(status >= 500 && !isDocumentedFault(operation, status) ? [`answered ${status}`] : []),
  ];
  if (status === 503 && operation.path.startsWith('/health')) return always;
  return [...always, ...(status >= 400 ? problemFaults(answer, schemas) : contentFaults(answer, operation, schemas))];
}

/** A vendor that fails, and what is not configured, are no faults of the service where the document names them. */
function isDocumentedFault({ responses }: Operation, status: number): boolean {
  return [501, 502].includes(status) && responses[status] !== undefined;
}

export function problemFaults({ status, headers, text }: Answer, schemas: Schemas): string[] {
  if (!String(headers['content-type']).startsWith(PROBLEM_TYPE)) return [`${status} with ${headers['content-type']}`];
  const problem = parsed(text) as Problem | undefined;
  if (problem === undefined) return ['the problem is no JSON'];
  return [
    ...schemas.faultsOfAnswer(PROBLEM, problem).map((fault) => `problem: ${fault}`),
    ...(problem.status === status ? [] : [`status ${problem.status} in an answer of ${status}`]),
    ...(typeof problem.detail === 'string' && problem.detail !== '' ? [] : ['detail is no text']),
    ...(problem.requestId === headers['x-request-id'] ? [] : ['requestId is not X-Request-ID']),
    ...(problem.code === 'value-rejected' ? ['the database rejected a value: validation has a hole'] : []),
  ];
}

function contentFaults({ status, headers, text }: Answer, operation: Operation, schemas: Schemas): string[] {
  const documented = operation.responses[status];
  if (documented === undefined) return [`${status} is not documented`];
  const type = String(headers['content-type']).split(';', 1)[0] ?? '';
  if (documented.content === undefined) return text === '' ? [] : [`${status} has a body that is not documented`];
  const content = documented.content[type];
  if (content === undefined) return [`${status} of type ${type} is not documented`];
  if (type !== 'application/json' || content.schema === undefined) return [];
  const value = parsed(text);
  if (value === undefined) return ['the answer is no JSON'];
  return schemas.faultsOfAnswer(content.schema, value).map((fault) => `answer: ${fault}`);
}

/** Whether the request was taken or refused as the document says. */
export function faultsOfOutcome({ status, text }: Answer, operation: Operation, verdict: Verdict): string[] {
  switch (verdict.outcome) {
    case 'unauthenticated':
      return [401, 403].includes(status) ? [] : [`without credentials: ${status}`];
    case 'accepted':
      return status < 400 || isDocumentedRefusal(operation, status, text)
        ? []
        : [`valid, but refused: ${status} ${text}`];
    case 'refused':
      return isRefusal(operation, status)
        ? pointerFaults(text, verdict)
        : [`invalid (${verdict.because.join()}), but answered ${status}`];
    case 'open':
      return [];
  }
}

/** Of a valid request: what it names is not there, is taken, or may not be. A wrong password is no wrong value. */
function isDocumentedRefusal({ responses }: Operation, status: number, text: string): boolean {
  if (status === 400) return (parsed(text) as Problem | undefined)?.code === 'invalid-credentials';
  return ![413, 415, 429, 503].includes(status) && responses[status] !== undefined;
}

function isRefusal({ path, responses }: Operation, status: number): boolean {
  return status === 400 || (status === 422 && responses[422] !== undefined) || (status === 404 && isStrategy(path));
}

/** Its strategy is checked against the stored one, if there is one. */
function isStrategy(path: string): boolean {
  return path.startsWith('/api/v1/strategy/config');
}

/** The answer names what is wrong. */
function pointerFaults(text: string, { because }: Verdict): string[] {
  const errors = (parsed(text) as Problem | undefined)?.errors ?? [];
  if (because.includes('body') || errors.length === 0) return [];
  const named = errors.some(({ pointer }) => because.some((name) => pointer.startsWith(`/${name.slice(0, 20)}`)));
  const plain = because.every((name) => /^\w+$/.test(name));
  return named || !plain ? [] : [`${because.join()} is wrong, but errors name ${errors.map((e) => e.pointer).join()}`];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
