import { Injectable } from '@nestjs/common';
import { IsNull, MoreThan } from 'typeorm';
import { Database } from '../../platform/database';
import { NewUser, User, UserChange } from './user.entity';

@Injectable()
export class UsersRepository {
  constructor(private readonly database: Database) {}

  /** Undefined when the e-mail or the Google account belongs to a user already. */
  async insert(user: NewUser): Promise<User | undefined> {
    const { manager } = this.database.transaction;
    const inserted = manager.create(User, { ...user, disabledAt: null });
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

  /** Users in the order of their ids, after the id `after`. */
  list(limit: number, after = 0): Promise<User[]> {
    return this.database.manager.find(User, { where: { id: MoreThan(after) }, order: { id: 'ASC' }, take: limit });
  }

  /** Locks the row until the transaction ends. */
  async lockByEmail(email: string): Promise<User | undefined> {
    const { manager } = this.database.transaction;
    return (await manager.findOne(User, { where: { email }, lock: { mode: 'pessimistic_write' } })) ?? undefined;
  }

  /** Locks the row until the transaction ends. */
  async lockById(id: number): Promise<User | undefined> {
    const { manager } = this.database.transaction;
    return (await manager.findOne(User, { where: { id }, lock: { mode: 'pessimistic_write' } })) ?? undefined;
  }

  /** Locks the administrators who can sign in, always in the same order, until the transaction ends. */
  lockAdministrators(): Promise<User[]> {
    return this.database.transaction.manager.find(User, {
      where: { role: 'admin', disabledAt: IsNull() },
      order: { id: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
  }

  async update({ id }: User, change: UserChange): Promise<void> {
    await this.database.transaction.manager.update(User, { id }, change);
  }

  /** Keeps the time at which a user was disabled first. */
  async setDisabled({ id }: User, isDisabled: boolean): Promise<void> {
    const disabledAt = isDisabled ? (): string => 'coalesce(disabled_at, now())' : null;
    await this.database.transaction.manager.update(User, { id }, { disabledAt });
  }

  async delete({ id }: User): Promise<void> {
    await this.database.transaction.manager.delete(User, { id });
  }
}
