export { drain, Shutdown } from './shutdown';
