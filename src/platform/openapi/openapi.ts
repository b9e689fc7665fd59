import { INestApplication } from '@nestjs/common';
import { DocumentBuilder, OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { VERSION } from '../config';
import { contentOf, fieldsOf, operationsIn, resolved, withoutRequirements } from './operations';
import { describeProblems, Problem } from './problems';
import { showPictures } from './show-pictures';

/** The sections of the page, in the order of what people come for. */
const SECTIONS: readonly (readonly [name: string, sentence: string])[] = [
  ['indices', 'Indices: their methods, configurations and constituents; created, changed and recomputed.'],
  [
    'index values',
    'The levels of an index, its weights, its risk metrics and its chart, as of today or of any instant.',
  ],
  ['prices', 'Prices by symbol and day, as of today or of any instant, and corrections by hand.'],
  ['assets', 'What has prices and can be in an index.'],
  ['runs', 'Refreshes, imports, corrections and reverts on record, and the data version that they made.'],
  [
    'imports',
    'Rows of imports and refreshes in quarantine, to release or to discard. Files are imported on the command line.',
  ],
  ['reports', 'Reports on an index as JSON, CSV or a page to print.'],
  ['accounts', 'Users who register, sign in and sign out.'],
  ['users', 'Accounts of others and invitations, for administrators.'],
  ['API keys', 'Keys for programs, with scopes.'],
  ['operations', 'What operators read: health, providers, rate limits and jobs.'],
  ['web app', 'Only for the existing web app, whose contract they keep. New clients use the sections above.'],
];

/**
 * What a DTO does not name is refused, and where all it names may be left out, so may the body: the document says both.
 * Not so a DTO that `@TakesOtherFields()`.
 */
function closeBodies(document: OpenAPIObject): OpenAPIObject {
  for (const { operation } of operationsIn(document)) {
    const { requestBody } = operation;
    for (const { schema } of contentOf(requestBody)) {
      const body = resolved(schema, document);
      if (!('properties' in body) || body['additionalProperties'] === true) continue;
      body['additionalProperties'] = false;
      if (body['required'] === undefined) Object.assign(requestBody ?? {}, { required: false });
    }
  }
  return document;
}

/**
 * Gives each body an example of the fields that have an example or a default. Without it, Swagger UI fills in every field,
 * optional days and texts too.
 */
function exemplifyBodies(document: OpenAPIObject): OpenAPIObject {
  for (const { operation } of operationsIn(document)) {
    const fields = fieldsOf(operation, document).filter(
      ({ in: place, example }) => place === 'body' && example !== undefined,
    );
    for (const media of contentOf(operation.requestBody)) {
      if (media.examples !== undefined) continue;
      media.example = Object.fromEntries(fields.map(({ name, example }) => [name, example]));
    }
  }
  return document;
}

/** The OpenAPI document of every route, in a stable order, so that two builds of the same code give the same text. */
export function createOpenApiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('AutoIndex')
    .setDescription(
      'Daily prices in; index values, allocations and risk out. Collections answer `{"data": [...], "nextCursor": ...}`, ' +
        'errors `application/problem+json`, and every answer says its `X-Request-ID`.',
    )
    .setVersion(VERSION)
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-Admin-Token' }, 'admin-token')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key' }, 'api-key')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'What signing in answers, or an API key' }, 'bearer');
  for (const [name, sentence] of SECTIONS) builder.addTag(name, sentence);
  const document = SwaggerModule.createDocument(app, builder.build(), { extraModels: [Problem] });
  return withoutRequirements(describeProblems(exemplifyBodies(closeBodies(document))));
}

/** Swagger UI at `/docs`, the document at `/openapi.json`. */
export function serveOpenApi(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => createOpenApiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    customSiteTitle: 'AutoIndex API',
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true, plugins: [showPictures] },
  });
}
