import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { Role } from '../identity';

@Entity('users')
export class User {
  @PrimaryGeneratedColumn('identity', { generatedIdentity: 'ALWAYS' })
  id: number;

  /** In lower case. */
  @Column('text', { unique: true })
  email: string;

  /** Whether Google, or an administrator on the command line, has proven that the user owns the e-mail. */
  @Column('boolean', { name: 'email_verified', default: false })
  emailVerified: boolean;

  @Column('text', { nullable: true })
  name: string | null;

  @Column('text', { name: 'password_hash', nullable: true })
  passwordHash: string | null;

  /** Google's id of the account. */
  @Column('text', { name: 'google_subject', nullable: true, unique: true })
  googleSubject: string | null;

  @Column('text', { default: 'user' })
  role: Role;

  /** Since when the user cannot sign in; null for a user who can. */
  @Column('timestamp with time zone', { name: 'disabled_at', nullable: true })
  disabledAt: string | null;

  /** ISO 8601 in UTC. */
  @Column('timestamp with time zone', { name: 'created_at', default: () => 'now()' })
  createdAt: string;
}

export type NewUser = Omit<User, 'id' | 'createdAt' | 'disabledAt'>;

export type UserChange = Partial<Pick<User, 'emailVerified' | 'passwordHash' | 'googleSubject' | 'role'>>;
