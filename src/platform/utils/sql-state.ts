/** The SQLSTATEs of PostgreSQL that code decides by (PostgreSQL manual, appendix A). */
export const SqlState = {
  invalidPassword: '28P01',
  uniqueViolation: '23505',
  serializationFailure: '40001',
  deadlockDetected: '40P01',
  duplicateObject: '42710',
  duplicateDatabase: '42P04',
} as const;
