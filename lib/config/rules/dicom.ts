import { blockContains as blockHolds, PRIVATE_TARGETS, parseAddress, parseBlock } from '../addressing/ipv4';
import type { PartialSite } from '../model';
import { type DataPath, showValue } from '../problem';
import { environmentOf, indexedItems, othersText, repeatedItems, type SiteRule } from './rule';

export const passwordOnlyWithBasic: SiteRule = {
  id: 'password-only-with-basic',
  holds: '`passwordGeneration` is set only with `auth: basic`.',
  *check({ site }) {
    if (site.dicom?.stow?.auth === 'mtls' && site.dicom.stow.passwordGeneration !== undefined) {
      yield {
        path: ['dicom', 'stow', 'passwordGeneration'],
        at: 'key',
        wrong: 'has no meaning with `auth: mtls`',
        write: 'remove it',
      };
    }
  },
};

export const doorExists: SiteRule = {
  id: 'door-exists',
  holds: 'The environment supports the `auth` of the site: `ingest.service`, if it is set, has a service for it.',
  *check(entry, fleet) {
    const auth = entry.site.dicom?.stow?.auth;
    const found = environmentOf(entry, fleet);
    const service = found?.environment.ingest?.service;
    if (auth !== undefined && service !== undefined && !(auth in service)) {
      yield {
        path: ['dicom', 'stow', 'auth'],
        found: auth,
        wrong: `is not supported by environment ${found?.name}: its ingest.service has no ${auth}`,
        write: `write auth: ${auth === 'mtls' ? 'basic' : 'mtls'}, or add the service in environments.yaml`,
      };
    }
  },
};

export const portsDiffer: SiteRule = {
  id: 'ports-differ',
  holds: 'Each DIMSE port is listed once.',
  *check({ site }) {
    for (const [index, port] of repeatedItems(site.dicom?.dimse?.ports, (one) => one))
      yield {
        path: ['dicom', 'dimse', 'ports', index],
        found: `${port}`,
        wrong: 'is listed twice',
        write: 'remove one of the two',
      };
  },
};

export const callingAeTitlesThere: SiteRule = {
  id: 'calling-ae-titles-there',
  holds: 'A site with `dimse` and a managed ingest has `callingAeTitles`.',
  *check(entry, fleet) {
    const dimse = entry.site.dicom?.dimse;
    const managed = environmentOf(entry, fleet)?.environment.ingest?.managed;
    if (dimse !== undefined && managed !== undefined && !('callingAeTitles' in dimse)) {
      yield {
        path: ['dicom', 'dimse', 'callingAeTitles'],
        at: 'key',
        wrong: 'is missing, and a managed ingest identifies DIMSE senders only by their AE titles',
        write: 'write the AE titles of the modalities, like callingAeTitles: [AKLCT1]',
      };
    }
  },
};

export const callingAeTitlesDiffer: SiteRule = {
  id: 'calling-ae-titles-differ',
  holds:
    'Each calling AE title is listed once in a file. Two hospitals may use the same title, because each has its own cell.',
  *check({ site }) {
    for (const [index, title] of repeatedItems(site.dicom?.dimse?.callingAeTitles, (one) => one))
      yield {
        path: ['dicom', 'dimse', 'callingAeTitles', index],
        found: showValue(title),
        wrong: 'is listed twice in this file',
        write: 'remove one of the two',
      };
  },
};

export const deliveriesReachable: SiteRule = {
  id: 'deliveries-reachable',
  holds: 'A `deliverTo` address lies inside `hospitalCidrs`, and in RFC 1918 or 100.64.0.0/10.',
  *check({ site }) {
    const texts = [...indexedItems(site.network?.hospitalCidrs)].map(([, text]) => text);
    const blocks = texts.flatMap((text) => parseBlock(text) ?? []);
    const complete = texts.length === (site.network?.hospitalCidrs ?? []).length && texts.length > 0;
    for (const [index, delivery] of indexedItems(site.dicom?.deliverTo)) {
      const address = delivery.address === undefined ? undefined : parseAddress(delivery.address);
      if (address === undefined) continue;
      const path = ['dicom', 'deliverTo', index, 'address'];
      if (!PRIVATE_TARGETS.some((range) => blockHolds(range, address))) {
        yield {
          path,
          found: `"${delivery.address}"`,
          wrong: 'is not in RFC 1918 or 100.64.0.0/10, and a load balancer accepts no other target',
          write: 'write a private address of the PACS, inside hospitalCidrs',
        };
      } else if (complete && !blocks.some((block) => blockHolds(block, address))) {
        yield {
          path,
          found: `"${delivery.address}"`,
          wrong: 'is not inside hospitalCidrs, so there is no route to it',
          write: `write an address of ${othersText(texts)}, or add its subnet to network.hospitalCidrs`,
        };
      }
    }
  },
};

export const deliveriesDiffer: SiteRule = {
  id: 'deliveries-differ',
  holds:
    'Each `deliverTo` entry is listed once. Two entries may have the same port: each gets its own listener port, which the handover pack lists.',
  *check({ site }) {
    const whole = repeatedItems(site.dicom?.deliverTo, ({ aeTitle, address, port }) =>
      aeTitle === undefined || address === undefined || port === undefined
        ? undefined
        : `${aeTitle} ${address} ${port}`,
    );
    for (const [index, { aeTitle, address, port }] of whole)
      yield {
        path: ['dicom', 'deliverTo', index],
        wrong: `${aeTitle} at ${address}:${port} is listed twice`,
        write: 'remove one of the two',
      };
  },
};

/** Settings that only a managed ingest uses, and what an existing service does instead. */
const MANAGED_ONLY: readonly {
  readonly path: DataPath;
  readonly there: (site: PartialSite) => boolean;
  readonly instead: string;
}[] = [
  {
    path: ['alarms', 'quietAfterHours'],
    there: ({ alarms }) => alarms?.quietAfterHours !== undefined,
    instead: 'which does not report what arrives',
  },
  {
    path: ['dicom', 'dimse', 'callingAeTitles'],
    there: ({ dicom }) => dicom?.dimse?.callingAeTitles !== undefined,
    instead: 'which controls DIMSE senders itself',
  },
  {
    path: ['dicom', 'stow', 'passwordGeneration'],
    there: ({ dicom }) => dicom?.stow?.passwordGeneration !== undefined,
    instead: 'which manages its own passwords',
  },
];

export const settingHasEffect: SiteRule = {
  id: 'setting-has-effect',
  holds:
    '`quietAfterHours`, `callingAeTitles` and `passwordGeneration` apply to a managed ingest. With an existing service they have no effect (a note).',
  *check(entry, fleet) {
    const found = environmentOf(entry, fleet);
    if (found?.environment.ingest?.service === undefined) return;
    for (const { path, there, instead } of MANAGED_ONLY) {
      if (there(entry.site)) {
        yield {
          path,
          severity: 'note',
          wrong: `has no effect: environment ${found.name} uses an existing ingest service, ${instead}`,
          write: 'remove it, or keep it for a later change to ingest.managed',
        };
      }
    }
  },
};
