import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { Role } from '../identity';

/** Printable ASCII before the @, a domain with a dot after it, 254 characters at most. */
export const EMAIL_PATTERN = /(?=.{3,254}$)[!-?A-~]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+/;

export const EMAIL_FORM = 'must be an e-mail address';

const WHOLE = new RegExp(`^(?:${EMAIL_PATTERN.source})$`);

/** As it is stored and compared: A@x.org and a@X.org are one account. Undefined for what is no address. */
export function normalEmail(text: string): string | undefined {
  return WHOLE.test(text) ? text.toLowerCase() : undefined;
}

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

const COLUMNS = `id, email, email_verified as "emailVerified", name, password_hash as "passwordHash",
  google_subject as "googleSubject", role, created_at as "createdAt"`;

@Injectable()
export class UsersRepository {
  constructor(private readonly database: Database) {}

  /** Nothing when the e-mail, or the Google account, has an account already. */
  async insert(user: NewUser): Promise<User | undefined> {
    const { email, emailVerified, name, passwordHash, googleSubject, role } = user;
    const [inserted] = await this.database.transaction.query<User>(
      `insert into users (email, email_verified, name, password_hash, google_subject, role)
       values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning ${COLUMNS}`,
      [email, emailVerified, name, passwordHash, googleSubject, role],
    );
    return inserted;
  }

  async findById(id: number): Promise<User | undefined> {
    const [user] = await this.database.sql.query<User>(`select ${COLUMNS} from users where id = $1`, [id]);
    return user;
  }

  async findByEmail(email: string): Promise<User | undefined> {
    const [user] = await this.database.sql.query<User>(`select ${COLUMNS} from users where email = $1`, [email]);
    return user;
  }

  async findByGoogleSubject(subject: string): Promise<User | undefined> {
    const [user] = await this.database.sql.query<User>(`select ${COLUMNS} from users where google_subject = $1`, [
      subject,
    ]);
    return user;
  }

  /** Keeps others from changing it until the transaction ends. */
  async lockByEmail(email: string): Promise<User | undefined> {
    const [user] = await this.database.transaction.query<User>(
      `select ${COLUMNS} from users where email = $1 for update`,
      [email],
    );
    return user;
  }

  async update(user: User, change: UserChange): Promise<void> {
    const { emailVerified, passwordHash, googleSubject, role } = { ...user, ...change };
    await this.database.transaction.query(
      `update users set email_verified = $2, password_hash = $3, google_subject = $4, role = $5 where id = $1`,
      [user.id, emailVerified, passwordHash, googleSubject, role],
    );
  }
}
