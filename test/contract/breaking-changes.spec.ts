import { OpenAPIObject } from '@nestjs/swagger';
import { breakingChanges } from './breaking-changes';

const body = (required: string[], properties: object) => ({
  required: true,
  content: { 'application/json': { schema: { type: 'object', required, properties } } },
});
const answer = (properties: object) => ({
  '200': { description: '', content: { 'application/json': { schema: { type: 'object', properties } } } },
});
const documentOf = (operation: object, path = '/things'): OpenAPIObject =>
  ({ paths: { [path]: { post: { responses: {}, ...operation } } } }) as unknown as OpenAPIObject;

const text = { type: 'string' };
const number = { type: 'number' };
const nested = (required: string[]) => ({ type: 'object', required, properties: { b: text } });
const rows = (properties: object, required: string[] = []) => ({
  responses: answer({ data: { type: 'array', items: { type: 'object', required, properties } } }),
});
const parameter = (schema: object): OpenAPIObject => documentOf({ parameters: [{ ...limit, schema }] });
const limit = { name: 'limit', in: 'query', required: false, schema: text };

describe('a change of the document breaks clients', () => {
  it.each<[string, OpenAPIObject, OpenAPIObject]>([
    ['/things is gone', documentOf({}), documentOf({}, '/others')],
    ['limit is gone', documentOf({ parameters: [limit] }), documentOf({})],
    [
      'limit may no longer',
      documentOf({ parameters: [limit] }),
      documentOf({ parameters: [{ ...limit, required: true }] }),
    ],
    ['limit may not', documentOf({}), documentOf({ parameters: [{ ...limit, required: true }] })],
    ['field a', documentOf({ requestBody: body([], { a: text }) }), documentOf({ requestBody: body([], {}) })],
    [
      'field a',
      documentOf({ requestBody: body([], { a: text }) }),
      documentOf({ requestBody: body(['a'], { a: text }) }),
    ],
    ['200 lacks the field a', documentOf({ responses: answer({ a: text }) }), documentOf({ responses: answer({}) })],
    ['200/data/* lacks the field a', documentOf(rows({ a: text, b: text })), documentOf(rows({ b: text }))],
    ['200/data/*/a is no longer of type "string"', documentOf(rows({ a: text })), documentOf(rows({ a: number }))],
    ['200/data/*/a may be null', documentOf(rows({ a: text })), documentOf(rows({ a: { ...text, nullable: true } }))],
    ['200/data/* may lack the field a', documentOf(rows({ a: text }, ['a'])), documentOf(rows({ a: text }))],
    ['limit has a narrower maximum', parameter({ maximum: 5000 }), parameter({ maximum: 1000 })],
    ['limit has a narrower minimum', parameter({}), parameter({ minimum: 1 })],
    ['limit may no longer be b', parameter({ enum: ['a', 'b'] }), parameter({ enum: ['a'] })],
    ['limit has another pattern', parameter({ pattern: '^a' }), parameter({ pattern: '^b' })],
    [
      'field b of the body/a may not be left out',
      documentOf({ requestBody: body([], { a: nested([]) }) }),
      documentOf({ requestBody: body([], { a: nested(['b']) }) }),
    ],
    ['200 is gone', documentOf({ responses: answer({}) }), documentOf({})],
  ])('when %s', (change, before, after) => {
    expect(breakingChanges(before, after)).toEqual([expect.stringContaining(change)]);
  });

  it('not when something is added that may be left out', () => {
    const after = documentOf({
      parameters: [limit],
      requestBody: body([], { a: text }),
      responses: answer({ a: text }),
    });
    expect(breakingChanges(documentOf({ requestBody: body([], {}), responses: answer({}) }), after)).toEqual([]);
  });

  it('not when more is taken than before', () => {
    const before = parameter({ type: 'string', enum: ['a'], maxLength: 5, minLength: 2 });
    expect(breakingChanges(before, parameter({ type: 'string', enum: ['a', 'b'], maxLength: 9 }))).toEqual([]);
  });
});
