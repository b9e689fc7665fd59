import { Role } from '../access/identity';

export interface User {
  readonly id: number;
  /** In lower case. */
  readonly email: string;
  /** Whether it is proven that it belongs to the user: by Google, or by who made the account on the command line. */
  readonly emailVerified: boolean;
  readonly name: string | null;
  readonly passwordHash: string | null;
  readonly googleSubject: string | null;
  readonly role: Role;
  /** ISO 8601 in UTC. */
  readonly createdAt: string;
}

export interface NewUser {
  readonly email: string;
  readonly emailVerified: boolean;
  readonly name: string | null;
  readonly passwordHash: string | null;
  readonly googleSubject: string | null;
  readonly role: Role;
}

export type UserChange = Partial<Pick<User, 'emailVerified' | 'passwordHash' | 'googleSubject' | 'role'>>;
