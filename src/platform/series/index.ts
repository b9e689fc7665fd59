export { ApiSeries } from './api-series.decorator';
export { prefersStream } from './content-type';
export { Series, SeriesColumn } from './series';
export { Exchange, SeriesAnswers } from './series-answers';
export { SeriesModule } from './series.module';
export { SeriesQuery, SnapshotQuery } from './series-query';
export { newestRequest, rangeRequest } from './series-request-of';
