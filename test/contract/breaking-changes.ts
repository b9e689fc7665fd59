import { OpenAPIObject } from '@nestjs/swagger';
import { bodySchemaOf, Operation, operationsOf, Schema } from '../fuzz/document';
import { Schemas } from '../fuzz/schemas';

/** What clients of `before` would miss in `after`: operations, parameters, fields, freedom to leave something out. */
export function breakingChanges(before: OpenAPIObject, after: OpenAPIObject): string[] {
  const present = new Map(operationsOf(after).map((operation) => [operation.name, operation]));
  const [old, current] = [new Schemas(before), new Schemas(after)];
  return operationsOf(before).flatMap((operation) => {
    const now = present.get(operation.name);
    if (now === undefined) return [`${operation.name} is gone`];
    return [
      ...parameterChanges(operation, now),
      ...bodyChanges(operation, now, old, current),
      ...answerChanges(operation, now, old, current),
    ].map((change) => `${operation.name}: ${change}`);
  });
}

function parameterChanges(before: Operation, after: Operation): string[] {
  const known = new Set(before.parameters.map(({ name }) => name));
  const kept = new Map(after.parameters.map((parameter) => [parameter.name, parameter]));
  return [
    ...before.parameters.filter(({ name }) => !kept.has(name)).map(({ name }) => `the parameter ${name} is gone`),
    ...before.parameters
      .filter(({ name, required }) => !required && kept.get(name)?.required === true)
      .map(({ name }) => `the parameter ${name} may no longer be left out`),
    ...after.parameters
      .filter(({ name, required }) => required && !known.has(name))
      .map(({ name }) => `the new parameter ${name} may not be left out`),
  ];
}

function bodyChanges(before: Operation, after: Operation, old: Schemas, current: Schemas): string[] {
  const [was, is] = [fieldsOf(bodySchemaOf(before), old), fieldsOf(bodySchemaOf(after), current)];
  return [
    ...was.names.filter((name) => !is.names.includes(name)).map((name) => `the field ${name} of the body is gone`),
    ...is.required
      .filter((name) => !was.required.includes(name))
      .map((name) => `the field ${name} of the body may not be left out`),
  ];
}

function answerChanges(before: Operation, after: Operation, old: Schemas, current: Schemas): string[] {
  return Object.entries(before.responses)
    .filter(([status]) => status.startsWith('2'))
    .flatMap(([status, { content = {} }]) => {
      const now = after.responses[status];
      if (now === undefined) return [`the answer ${status} is gone`];
      return Object.entries(content).flatMap(([type, { schema }]) => {
        if (now.content?.[type] === undefined) return [`${status} of type ${type} is gone`];
        const [was, is] = [fieldsOf(schema, old), fieldsOf(now.content[type].schema, current)];
        return was.names.filter((name) => !is.names.includes(name)).map((name) => `${status} lacks the field ${name}`);
      });
    });
}

function fieldsOf(schema: Schema | undefined, schemas: Schemas): { names: string[]; required: readonly string[] } {
  if (schema === undefined) return { names: [], required: [] };
  const { properties = {}, required = [] } = schemas.resolve(schema);
  return { names: Object.keys(properties as object), required: required as string[] };
}
