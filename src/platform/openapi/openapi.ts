import { INestApplication } from '@nestjs/common';
import { DocumentBuilder, OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { Problem, closeBodies, describeProblems } from './problem-responses';

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
