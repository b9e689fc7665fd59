import { normalEmail } from './email';

it.each([
  ['Ada@Example.org', 'ada@example.org'],
  ['a.b+tag@sub.example.co.uk', 'a.b+tag@sub.example.co.uk'],
  ["o'brien@example.org", "o'brien@example.org"],
  ['x@xn--bcher-kva.example', 'x@xn--bcher-kva.example'],
])('%s is stored as %s', (text, stored) => {
  expect(normalEmail(text)).toBe(stored);
});

it.each([
  ...[
    'a@-.-',
    '<script>@x',
    '<script>@x.org',
    'a@b',
    'a@b.c',
    'a@.org',
    'a@b..org',
    'a@-b.org',
    'a@b-.org',
    'a..b@c.org',
  ],
  ...[
    '.a@b.org',
    'a.@b.org',
    'a@b@c.org',
    'a b@c.org',
    '"a b"@c.org',
    '"<script>"@c.org',
    'a@[127.0.0.1]',
    'a@127.0.0.1',
  ],
  ...['a,b@c.org', 'Ada <ada@c.org>', 'ä@c.org', 'a@ä.org', 'a@b.org\n', 'a\u0000@b.org', '', '@b.org', 'a@'],
  ...[`${'a'.repeat(65)}@b.org`, `a@${`${'b'.repeat(60)}.`.repeat(5)}org`, 7, null, undefined, { length: 9 }],
])('%j is not an e-mail address', (text) => {
  expect(normalEmail(text)).toBeUndefined();
});
