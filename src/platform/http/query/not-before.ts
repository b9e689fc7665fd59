import { ValidateBy } from 'class-validator';

/** On `to`: refuses a day before the one in `other`. Days compare as text. Says nothing where one of them is missing. */
export function NotBefore(other: string): PropertyDecorator {
  return ValidateBy({
    name: 'notBefore',
    validator: {
      validate: (value, context) => {
        const earlier: unknown = context?.object && Reflect.get(context.object, other);
        return typeof value !== 'string' || typeof earlier !== 'string' || value >= earlier;
      },
      defaultMessage: () => `$property must not be before ${other}`,
    },
  });
}
