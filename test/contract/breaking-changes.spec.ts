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
});
