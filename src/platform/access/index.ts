export { ACCESS, Access } from './access.decorator';
export type { AccessRule, RouteScope } from './access-rule';
