/** What people choose most often, in lower case; some of it satisfies every other rule. */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set([
  ...['password', 'password1', 'password123', 'password1!', 'password123!', 'p@ssw0rd', 'p@ssword1', 'passw0rd!'],
  ...[
    '12345678',
    '123456789',
    'qwerty123',
    'qwerty123!',
    'qwertyuiop',
    '1q2w3e4r',
    '1q2w3e4r!',
    '1qaz2wsx',
    '1qaz@wsx',
  ],
  ...['letmein1!', 'welcome1', 'welcome1!', 'welcome123!', 'admin123', 'admin123!', 'iloveyou1!', 'abc12345!'],
  ...['changeme1!', 'monkey123!', 'dragon123!', 'football1!', 'sunshine1!', 'trustno1!', 'summer2024!', 'winter2024!'],
]);
