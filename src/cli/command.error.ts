/** A command cannot do what it was asked; the message says which option, file, line or field is at fault. */
export class CommandError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CommandError';
  }
}
