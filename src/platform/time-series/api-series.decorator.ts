import { applyDecorators, Type } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiExtraModels,
  ApiHeader,
  ApiNotAcceptableResponse,
  ApiNotFoundResponse,
  ApiResponse,
  ApiResponseOptions,
  getSchemaPath,
} from '@nestjs/swagger';
import { ReferenceObject, SchemaObject } from '@nestjs/swagger/dist/interfaces/open-api-spec.interface';
import { CSV_TYPE, JSON_TYPE, NDJSON_TYPE } from './series.dto';
import { Series, outputColumns } from './series';
type Content = NonNullable<Extract<ApiResponseOptions, { content?: unknown }>['content']>;
type Row = Readonly<Record<string, string | number | null>>;

/** Documents the responses of a route that sends a series: `model` describes a row, `rows` are an example. */
export function ApiSeries(series: Series, model: Type, rows: readonly Row[]): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiExtraModels(model),
    ApiHeader({
      name: 'If-None-Match',
      required: false,
      description: 'The ETag of an earlier response to the same query, such as "7-1k2j"',
      schema: { type: 'string', pattern: '^[ -~]*$', maxLength: 8_000 },
    }),
    ApiResponse({
      status: 200,
      description: `JSON is paged; CSV and NDJSON (by \`Accept\`) are streams of one snapshot of the database. Days are
        calendar days; \`runId\` and \`recordedAt\` say which run stored a row, and when.`.replace(/\s+/g, ' '),
      headers: HEADERS,
      content: contentOf(series, model, rows),
    }),
    ApiResponse({ status: 304, description: 'Nothing has changed since the response with that ETag' }),
    ApiBadRequestResponse({ description: 'A parameter is wrong; `errors` names each' }),
    ApiNotFoundResponse({ description: `There is no such ${series.owners.noun}; \`detail\` names it` }),
    ApiNotAcceptableResponse({ description: 'The client accepts none of the offered types' }),
  );
}

const HEADERS = {
  ETag: { schema: { type: 'string' }, description: 'The version of the data and the request' },
  Link: { schema: { type: 'string' }, description: 'JSON only: the next page, as `<path>; rel="next"`' },
} as const;

function contentOf(series: Series, model: Type, rows: readonly Row[]): Content {
  const names = outputColumns(series).map(({ name }) => name);
  const columns = Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name] ?? null)]));
  const line = (row: Row): string => names.map((name) => row[name] ?? '').join(',');
  return {
    [JSON_TYPE]: {
      schema: { oneOf: [page({ type: 'array', items: { $ref: getSchemaPath(model) } }), page(columnsSchema(names))] },
      examples: {
        rows: { summary: 'shape=rows', value: { data: rows, nextCursor: null } },
        columns: { summary: 'shape=columns', value: { data: columns, nextCursor: null } },
      },
    },
    [CSV_TYPE]: { schema: { type: 'string' }, example: `${[names.join(','), ...rows.map(line)].join('\n')}\n` },
    [NDJSON_TYPE]: { schema: { type: 'string' }, example: rows.map((row) => `${JSON.stringify(row)}\n`).join('') },
  };
}

function page(data: SchemaObject | ReferenceObject): SchemaObject {
  return {
    type: 'object',
    required: ['data', 'nextCursor'],
    properties: { data, nextCursor: { type: 'string', nullable: true, description: 'Send it as `cursor`' } },
  };
}

function columnsSchema(names: readonly string[]): SchemaObject {
  const properties = Object.fromEntries(names.map((name) => [name, { type: 'array', items: {} }]));
  return { type: 'object', required: [...names], properties };
}
