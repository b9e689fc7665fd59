import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { isCalendarDay } from '../platform/utils/days';

/** A command cannot do its work; the message names the option, file, line or field at fault. */
export class CommandError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CommandError';
  }
}

/** The values of a union type, for an option that takes one of them. The compiler refuses a missing or unknown value. */
export function choices<Value extends string>(values: Record<Value, true>): Value[] {
  return Object.keys(values).filter((value): value is Value => value in values);
}

/** @throws CommandError unless the text is a whole number between `min` and 99,999 */
export function wholeNumber(option: string, text: string, min: number): number {
  if (/^[1-9]\d{0,4}$/.test(text) && Number(text) >= min) return Number(text);
  throw new CommandError(`${option}: must be a whole number, ${min} to 99999`);
}

/** @throws CommandError unless the text can be the id of a record */
export function recordId(text: string, noun: string): number {
  const id = Number(text);
  if (/^[1-9]\d{0,15}$/.test(text) && Number.isSafeInteger(id)) return id;
  throw new CommandError(`"${text}" is not the id of a ${noun}`);
}

/** @throws CommandError unless the text is a calendar day */
export function calendarDay(option: string, text: string): string {
  if (!isCalendarDay(text)) throw new CommandError(`${option}: must be a calendar day that exists, YYYY-MM-DD`);
  return text;
}

/** Days, both included. */
export interface Period {
  readonly from?: string;
  readonly to?: string;
}

/** Adds the options `--from` and `--to`. */
export function withPeriod(command: Command): Command {
  return command
    .option('--from <day>', 'first day, YYYY-MM-DD', (day) => calendarDay('--from', day))
    .option('--to <day>', 'last day, YYYY-MM-DD', (day) => calendarDay('--to', day));
}

/** @throws CommandError when the period ends before it begins */
export function periodOf({ from, to }: Period): Period {
  if (from !== undefined && to !== undefined && to < from) throw new CommandError('--to: must not be before --from');
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

/** The items of a comma-separated list. @throws CommandError when one is listed twice */
export function listOf(option: string, text: string): string[] {
  const items = text.split(',');
  const repeated = items.find((item, position) => items.indexOf(item) !== position);
  if (repeated !== undefined) throw new CommandError(`${option}: ${repeated} is there twice`);
  return items;
}

/** @throws CommandError naming the option and the file that cannot be read */
export async function readTextFile(option: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new CommandError(`${option}: cannot read ${path}: ${messageOf(error)}`, { cause: error });
  }
}

/** @throws CommandError naming `--out` when `write`, or else writing the content, fails */
export async function writeOut(path: string, write: string | Uint8Array | (() => Promise<void>)): Promise<void> {
  try {
    await (typeof write === 'function' ? write() : writeFile(path, write));
  } catch (error) {
    throw new CommandError(`--out: cannot write ${path}: ${messageOf(error)}`, { cause: error });
  }
}

/** @throws CommandError naming the file */
export async function readJsonFile(option: string, path: string): Promise<unknown> {
  const text = await readTextFile(option, path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandError(`${path}: is not JSON: ${messageOf(error)}`, { cause: error });
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
