import { INestApplication } from '@nestjs/common';
import { ApiProperty, OpenAPIObject, DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { OperationObject } from '@nestjs/swagger/dist/interfaces/open-api-spec.interface';

class ProblemField {
  @ApiProperty({ example: '/symbols' })
  pointer: string;
  @ApiProperty({ example: 'symbols must be 1 to 50 symbols separated by commas' })
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
  @ApiProperty({ example: 'symbols must be 1 to 50 symbols separated by commas' })
  detail: string;
  @ApiProperty({ example: '/api/v1/prices' })
  instance: string;
  @ApiProperty({ example: '0f9c2c6e7d4b4f2f9c5e0a1b2c3d4e5f' })
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

/** Any operation can end in an error, and all errors have one shape: said once here instead of in every controller. */
export function describeProblems(document: OpenAPIObject): OpenAPIObject {
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  for (const operation of operationsIn(document)) {
    const { responses } = operation;
    for (const [status, description] of Object.entries(commonErrors(operation))) {
      responses[status] ??= { description };
    }
    for (const [status, response] of Object.entries(responses)) {
      // Not ready is an answer, not an error.
      const own = response !== undefined && 'content' in response;
      if (/^([45]|default)/.test(status) && response !== undefined && !own) Object.assign(response, { content });
    }
  }
  return document;
}

/**
 * What a DTO does not name is refused, and where all it names may be left out, so may the body: the document says both.
 * Not so a DTO that `@TakesOtherFields()`.
 */
export function closeBodies(document: OpenAPIObject): OpenAPIObject {
  const schemas = document.components?.schemas ?? {};
  for (const { requestBody } of operationsIn(document)) {
    const content = requestBody !== undefined && 'content' in requestBody ? requestBody.content : {};
    for (const { schema } of Object.values(content)) {
      const name = schema !== undefined && '$ref' in schema ? schema.$ref.split('/').at(-1) : undefined;
      const body = name === undefined ? undefined : schemas[name];
      if (body === undefined || !('properties' in body)) continue;
      if (body.additionalProperties === true) continue;
      body.additionalProperties = false;
      if (body.required === undefined) Object.assign(requestBody ?? {}, { required: false });
    }
  }
  return document;
}

function operationsIn(document: OpenAPIObject): OperationObject[] {
  return Object.values(document.paths)
    .flatMap(({ get, post, put, patch, delete: remove }) => [get, post, put, patch, remove])
    .filter((operation) => operation !== undefined);
}

function commonErrors({ parameters = [], requestBody, responses }: OperationObject): Record<string, string> {
  const refused = '422' in responses ? 'The request cannot be read' : 'A value is not valid; `errors` names each';
  return {
    ...(parameters.length > 0 || requestBody ? { 400: refused } : {}),
    ...(requestBody ? { 413: 'The body is larger than 1 MiB', 415: 'The body is not JSON' } : {}),
    429: 'Too many requests; `Retry-After` says how many seconds to wait',
    503: 'The database does not answer, or is busy',
    default: 'Any other error',
  };
}

/** The OpenAPI document of every route, in a stable order, so that two builds of the same code give the same text. */
export function createOpenApiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('AutoIndex')
    .setDescription(
      'Daily prices in; index values, allocations and risk out. Collections answer `{"data": [...], "nextCursor": ...}`, ' +
        'errors `application/problem+json`, and every answer says its `X-Request-ID`.',
    )
    .setVersion('1')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-Admin-Token' }, 'admin-token')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key' }, 'api-key')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'What signing in answers, or an API key' }, 'bearer')
    .build();
  return closeBodies(describeProblems(SwaggerModule.createDocument(app, builder, { extraModels: [Problem] })));
}

/** Swagger UI at `/docs`, the document at `/openapi.json`. */
export function serveOpenApi(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => createOpenApiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    customSiteTitle: 'AutoIndex API',
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true },
  });
}
