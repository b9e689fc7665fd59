import { Module } from '@nestjs/common';
import { ClsModule } from 'nestjs-cls';

/** The context that follows a request (and a job) through its calls. `openRequestContext` opens it for a request. */
@Module({ imports: [ClsModule.forRoot({ global: true, middleware: { mount: false } })] })
export class RequestContextModule {}
