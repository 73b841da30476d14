import { FilterLogEventsCommand, ResourceNotFoundException } from '@aws-sdk/client-cloudwatch-logs';
import type { AwsClients } from '../aws/clients';
import { askAws } from '../aws/failure';
import type { NamedLog } from '../diagnose';
import type { LogPeriod } from './period';

/** The number of events read from one log group. If there are more, the oldest are skipped. */
const MOST_EVENTS = 20_000;

/** The events of a log group in a period, a line each; undefined if there is no such group. */
export async function readLogGroup(
  { logs, place }: AwsClients,
  name: string,
  { from, to }: LogPeriod,
): Promise<NamedLog | undefined> {
  const lines: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await askAws('logs:FilterLogEvents', place, async () => {
      try {
        return await logs.send(
          new FilterLogEventsCommand({
            logGroupName: name,
            startTime: from.getTime(),
            endTime: to.getTime(),
            nextToken,
          }),
        );
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return undefined;
        throw error;
      }
    });
    if (page === undefined) return undefined;
    for (const { message } of page.events ?? []) if (message !== undefined) lines.push(message.trimEnd());
    if (lines.length > MOST_EVENTS) lines.splice(0, lines.length - MOST_EVENTS);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return { name, text: lines.join('\n') };
}
