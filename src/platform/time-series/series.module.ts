import { Module } from '@nestjs/common';
import { SeriesResponder } from './series-responder';
import { SeriesReader } from './series-reader';

@Module({ providers: [SeriesResponder, SeriesReader], exports: [SeriesResponder] })
export class SeriesModule {}
