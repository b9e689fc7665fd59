import { ValidateBy } from 'class-validator';

/** How far weights may sum from 1: three decimals of a form that shows them. The method scales them to 1. */
const TOLERANCE = 0.001;
const ROUNDING = 1e-9;

/** On one of several weights: it and `others` sum to 1. Says nothing where one of them is missing. */
export function SumsToOne(...others: readonly [string, ...string[]]): PropertyDecorator {
  const sumOf = (value: unknown, owner: object | undefined): number =>
    [value, ...others.map((other): unknown => owner && Reflect.get(owner, other))]
      .map((weight) => (typeof weight === 'number' ? weight : Number.NaN))
      .reduce((sum, weight) => sum + weight, 0);
  return ValidateBy({
    name: 'sumsToOne',
    validator: {
      validate: (value, context) => !(Math.abs(sumOf(value, context?.object) - 1) > TOLERANCE + ROUNDING),
      defaultMessage: (context) => {
        const sum = Number(sumOf(context?.value, context?.object).toFixed(6));
        return `${['$property', ...others].join(', ').replace(/, (\w+)$/, ' and $1')} must sum to 1, not to ${sum}`;
      },
    },
  });
}
