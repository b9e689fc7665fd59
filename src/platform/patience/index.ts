export { LateError, within } from './within';
