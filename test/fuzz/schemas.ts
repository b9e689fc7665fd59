import { OpenAPIObject } from '@nestjs/swagger';
import Ajv, { ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { Schema } from './document';

const COMPONENTS = '#/components/schemas/';

/** The schemas of a document, to hold values against. */
export class Schemas {
  private readonly components: Readonly<Record<string, Schema>>;
  private readonly validators = new Map<string, ValidateFunction>();
  private readonly ajv = addFormats(new Ajv({ strict: false, allErrors: true }));

  constructor(document: OpenAPIObject) {
    this.components = (document.components?.schemas ?? {}) as Readonly<Record<string, Schema>>;
  }

  /** The schema itself, behind whatever reference. */
  resolve(schema: Schema): Schema {
    const reference = schema['$ref'];
    if (typeof reference !== 'string') return schema;
    const found = this.components[reference.slice(COMPONENTS.length)];
    if (found === undefined) throw new Error(`The document has no ${reference}`);
    return this.resolve(found);
  }

  /** Whether what a client sends fits. */
  accepts(schema: Schema, value: unknown): boolean {
    return this.validator(schema, false)(value);
  }

  /** What is wrong with an answer; here a field that the document does not name is wrong too. */
  faultsOfAnswer(schema: Schema, value: unknown): string[] {
    const validate = this.validator(schema, true);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  }

  private validator(schema: Schema, closed: boolean): ValidateFunction {
    const key = `${closed} ${JSON.stringify(schema)}`;
    const known = this.validators.get(key);
    if (known !== undefined) return known;
    const made = this.ajv.compile(this.jsonSchema(schema, closed) as object);
    this.validators.set(key, made);
    return made;
  }

  /** OpenAPI 3.0 as JSON Schema: references filled in, `nullable` spelt out. */
  private jsonSchema(schema: unknown, closed: boolean): unknown {
    if (Array.isArray(schema)) return schema.map((part) => this.jsonSchema(part, closed));
    if (typeof schema !== 'object' || schema === null) return schema;
    const { nullable, ...own } = this.resolve(schema as Schema);
    const converted = Object.fromEntries(
      Object.entries(own).map(([name, value]) => [name, this.keyword(name, value, closed)]),
    );
    const sealed = closed && own['properties'] !== undefined && own['additionalProperties'] === undefined;
    const strict = sealed ? { ...converted, additionalProperties: false } : converted;
    return nullable === true ? { anyOf: [strict, { type: 'null' }] } : strict;
  }

  private keyword(name: string, value: unknown, closed: boolean): unknown {
    if (name !== 'properties') return name === 'enum' || name === 'example' ? value : this.jsonSchema(value, closed);
    const properties = Object.entries(value as Record<string, unknown>);
    return Object.fromEntries(properties.map(([property, schema]) => [property, this.jsonSchema(schema, closed)]));
  }
}
