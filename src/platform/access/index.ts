export { ACCESS, Access } from './access';
export type { AccessRule, RouteScope } from './access';
