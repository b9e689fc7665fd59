export { ApiSeries } from './api-series.decorator';
export { Series, SeriesColumn } from './series';
export { prefersStream, SeriesResponder } from './series-responder';
export { SeriesModule } from './series.module';
export { SeriesQuery, SnapshotQuery } from './series.dto';
export { newestRequest, rangeRequest } from './series-request';
