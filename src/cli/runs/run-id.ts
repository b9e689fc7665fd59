import { CommandError } from '../command.error';

/** @throws CommandError when the text is no id of a run */
export function runIdOf(text = ''): number {
  const id = Number(text);
  if (!/^[1-9]\d{0,15}$/.test(text) || !Number.isSafeInteger(id)) throw new CommandError(`"${text}" is no id of a run`);
  return id;
}
