export { onAnswer } from './answer';
export type { Answer } from './answer';
export { configureHttp } from './configure-http';
export { BodyOptional } from './empty-body';
export { createHttpAdapter } from './http-adapter';
export { PROBLEM_TYPE, sendProblem } from './send-problem';
export { serverOf } from './server-of';
export { AnswersUnprocessable, Unprocessable } from './unprocessable';
export { validationFailed, validationPipe } from './validation.pipe';
