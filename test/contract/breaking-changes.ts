import { OpenAPIObject } from '@nestjs/swagger';
import { bodySchemaOf, Operation, operationsOf } from '../fuzz/document';
import { Schemas } from '../fuzz/schemas';
import { answerChanges, requestChanges, Versions } from './schema-changes';

/** What clients of `before` would miss in `after`: operations, parameters, fields, values, freedom to leave something out. */
export function breakingChanges(before: OpenAPIObject, after: OpenAPIObject): string[] {
  const present = new Map(operationsOf(after).map((operation) => [operation.name, operation]));
  const versions = { old: new Schemas(before), current: new Schemas(after) };
  return operationsOf(before).flatMap((operation) => {
    const now = present.get(operation.name);
    if (now === undefined) return [`${operation.name} is gone`];
    return [
      ...parameterChanges(operation, now, versions),
      ...bodyChanges(operation, now, versions),
      ...responseChanges(operation, now, versions),
    ].map((change) => `${operation.name}: ${change}`);
  });
}

function parameterChanges(before: Operation, after: Operation, versions: Versions): string[] {
  const known = new Set(before.parameters.map(({ name }) => name));
  const kept = new Map(after.parameters.map((parameter) => [parameter.name, parameter]));
  return [
    ...before.parameters.flatMap(({ name, required, schema }) => {
      const now = kept.get(name);
      if (now === undefined) return [`the parameter ${name} is gone`];
      return [
        ...(!required && now.required ? [`the parameter ${name} may no longer be left out`] : []),
        ...requestChanges(schema, now.schema, `the parameter ${name}`, versions),
      ];
    }),
    ...after.parameters
      .filter(({ name, required }) => required && !known.has(name))
      .map(({ name }) => `the new parameter ${name} may not be left out`),
  ];
}

function bodyChanges(before: Operation, after: Operation, versions: Versions): string[] {
  const [was, is] = [bodySchemaOf(before), bodySchemaOf(after)];
  if (was === undefined) return is !== undefined && after.body?.required ? ['there must be a body'] : [];
  if (is === undefined) return ['there may be no body'];
  return requestChanges(was, is, 'the body', versions);
}

function responseChanges(before: Operation, after: Operation, versions: Versions): string[] {
  return Object.entries(before.responses)
    .filter(([status]) => status.startsWith('2'))
    .flatMap(([status, { content = {} }]) => {
      const now = after.responses[status];
      if (now === undefined) return [`the answer ${status} is gone`];
      return Object.entries(content).flatMap(([type, { schema }]) => {
        const current = now.content?.[type];
        if (current === undefined) return [`${status} of type ${type} is gone`];
        return schema && current.schema ? answerChanges(schema, current.schema, status, versions) : [];
      });
    });
}
