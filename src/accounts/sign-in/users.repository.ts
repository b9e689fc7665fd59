import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database';
import { NewUser, User, UserChange } from './user.entity';

@Injectable()
export class UsersRepository {
  constructor(private readonly database: Database) {}

  /** Undefined when the e-mail or the Google account belongs to a user already. */
  async insert(user: NewUser): Promise<User | undefined> {
    const { manager } = this.database.transaction;
    const inserted = manager.create(User, user);
    await manager.createQueryBuilder().insert().into(User).values(inserted).orIgnore().execute();
    return manager.hasId(User, inserted) ? inserted : undefined;
  }

  async findById(id: number): Promise<User | undefined> {
    return (await this.database.manager.findOneBy(User, { id })) ?? undefined;
  }

  async findByEmail(email: string): Promise<User | undefined> {
    return (await this.database.manager.findOneBy(User, { email })) ?? undefined;
  }

  async findByGoogleSubject(googleSubject: string): Promise<User | undefined> {
    return (await this.database.manager.findOneBy(User, { googleSubject })) ?? undefined;
  }

  /** Locks the row until the transaction ends. */
  async lockByEmail(email: string): Promise<User | undefined> {
    const { manager } = this.database.transaction;
    return (await manager.findOne(User, { where: { email }, lock: { mode: 'pessimistic_write' } })) ?? undefined;
  }

  async update({ id }: User, change: UserChange): Promise<void> {
    await this.database.transaction.manager.update(User, { id }, change);
  }
}
