import { Access } from '../platform/access';

/** The route is for administrators only. */
export function Administrator(): ClassDecorator & MethodDecorator {
  return Access('administrator');
}
