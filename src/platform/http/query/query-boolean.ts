import { FieldOptions, field } from './field';

const WORDS = new Map([
  ['true', true],
  ['false', false],
]);

/** `true` or `false`, in these letters. */
export function QueryBoolean(options: FieldOptions = {}): PropertyDecorator {
  return field(
    {
      name: 'queryBoolean',
      wanted: 'must be true or false',
      parse: (text) => WORDS.get(text) ?? text,
      accepts: (value) => typeof value === 'boolean',
      schema: { type: 'boolean' },
    },
    options,
  );
}
