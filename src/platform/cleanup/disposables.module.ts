import { Module } from '@nestjs/common';
import { Disposables } from './disposables';

/** For those who own rows that may be cleaned up. */
@Module({ providers: [Disposables], exports: [Disposables] })
export class DisposablesModule {}
