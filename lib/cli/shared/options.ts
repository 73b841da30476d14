import { InvalidArgumentError, Option } from 'commander';
import { isDate } from '../../config/date';
import type { ClientFactory } from '../../operate/aws/clients';
import { terminalOf } from './terminal';

/** Options that several commands share, and the dependencies of every command that calls AWS. */

/** The dependencies of a command that calls AWS: each environment has its own credentials, account and Region. */
export function awsDependencies() {
  // The AWS SDK is loaded for the first call.
  const factory: ClientFactory = (place) => {
    const { clientFactory }: typeof import('../../operate/aws/clients') = require('../../operate/aws/clients');
    return clientFactory()(place);
  };
  return { factory, now: () => new Date(), terminal: terminalOf(process.stdout, process.env) };
}

export const sitesOption = (): Option =>
  new Option('--sites <dir>', 'folder of the site files').default('sites').argParser(parseFolder);

/** @param page of docs/ that documents the output. */
export const jsonOption = (page: string): Option => new Option('--json', `print JSON (docs/${page})`);

export const parseFolder = (text: string): string => {
  if (text === '') throw new InvalidArgumentError('write the name of a folder.');
  return text;
};

export const parseDay = (text: string): string => {
  if (!isDate(text)) throw new InvalidArgumentError('write a day like 2027-03-31.');
  return text;
};

export const collectValues = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...value.split(',').map((part) => part.trim()),
];

export const parseWholeNumber = (text: string): number => {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('write a whole number.');
  return Number(text);
};
