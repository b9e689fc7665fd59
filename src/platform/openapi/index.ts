export { createOpenApiDocument, serveOpenApi } from './openapi';
