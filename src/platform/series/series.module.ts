import { Module } from '@nestjs/common';
import { SeriesAnswers } from './series-answers';
import { SeriesReader } from './series-reader';

@Module({ providers: [SeriesAnswers, SeriesReader], exports: [SeriesAnswers] })
export class SeriesModule {}
