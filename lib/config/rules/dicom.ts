import { blockContains as blockHolds, PRIVATE_TARGETS, parseAddress, parseBlock } from '../addressing/ipv4';
import type { PartialSite } from '../model';
import { type DataPath, showValue } from '../problem';
import { environmentOf, groupBy, indexedItems, othersText, type SiteRule } from './rule';

export const passwordOnlyWithBasic: SiteRule = {
  id: 'password-only-with-basic',
  holds: '`passwordGeneration` stands only with `auth: basic`.',
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
  holds: 'The environment has the door that `auth` needs: with `ingest.service`, that service is named.',
  *check(entry, fleet) {
    const auth = entry.site.dicom?.stow?.auth;
    const found = environmentOf(entry, fleet);
    const service = found?.environment.ingest?.service;
    if (auth !== undefined && service !== undefined && !(auth in service)) {
      yield {
        path: ['dicom', 'stow', 'auth'],
        found: auth,
        wrong: `is not served by environment ${found?.name}: its ingest.service names no ${auth}`,
        write: `write auth: ${auth === 'mtls' ? 'basic' : 'mtls'}, or add the service in environments.yaml`,
      };
    }
  },
};

export const portsDiffer: SiteRule = {
  id: 'ports-differ',
  holds: 'Each DIMSE port stands once.',
  *check({ site }) {
    for (const group of groupBy(indexedItems(site.dicom?.dimse?.ports), ([, port]) => port).values()) {
      for (const [index, port] of group.slice(1)) {
        yield {
          path: ['dicom', 'dimse', 'ports', index],
          found: `${port}`,
          wrong: 'stands twice',
          write: 'remove one of the two',
        };
      }
    }
  },
};

export const callingAeTitlesThere: SiteRule = {
  id: 'calling-ae-titles-there',
  holds: 'With `dimse` and a managed ingest, `callingAeTitles` say who may send.',
  *check(entry, fleet) {
    const dimse = entry.site.dicom?.dimse;
    const managed = environmentOf(entry, fleet)?.environment.ingest?.managed;
    if (dimse !== undefined && managed !== undefined && !('callingAeTitles' in dimse)) {
      yield {
        path: ['dicom', 'dimse', 'callingAeTitles'],
        at: 'key',
        wrong: 'is missing, and a managed ingest knows DIMSE senders by nothing else',
        write: "write the modalities' titles, like callingAeTitles: [AKLCT1]",
      };
    }
  },
};

export const callingAeTitlesDiffer: SiteRule = {
  id: 'calling-ae-titles-differ',
  holds: 'A calling AE title stands once in a file. Two hospitals may use the same: each has a cell of its own.',
  *check({ site }) {
    for (const group of groupBy(indexedItems(site.dicom?.dimse?.callingAeTitles), ([, title]) => title).values())
      for (const [index, title] of group.slice(1))
        yield {
          path: ['dicom', 'dimse', 'callingAeTitles', index],
          found: showValue(title),
          wrong: 'stands twice in this file',
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
          wrong: "is not in RFC 1918 or 100.64.0.0/10, which a load balancer's target must be",
          write: 'write a private address of the PACS, inside hospitalCidrs',
        };
      } else if (complete && !blocks.some((block) => blockHolds(block, address))) {
        yield {
          path,
          found: `"${delivery.address}"`,
          wrong: 'is not inside hospitalCidrs, so nothing routes there',
          write: `write an address of ${othersText(texts)}, or add its subnet to network.hospitalCidrs`,
        };
      }
    }
  },
};

export const deliveriesDiffer: SiteRule = {
  id: 'deliveries-differ',
  holds:
    'No `deliverTo` entry stands twice (two with the same port are fine: each gets a listener port, told in the pack).',
  *check({ site }) {
    for (const group of groupBy(
      indexedItems(site.dicom?.deliverTo),
      ([, { aeTitle, address, port }]) => `${aeTitle} ${address} ${port}`,
    ).values()) {
      for (const [index, { aeTitle, address, port }] of group.slice(1)) {
        if (aeTitle !== undefined && address !== undefined && port !== undefined) {
          yield {
            path: ['dicom', 'deliverTo', index],
            wrong: `${aeTitle} at ${address}:${port} stands twice`,
            write: 'remove one of the two',
          };
        }
      }
    }
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
    instead: 'which does not tell us what arrives',
  },
  {
    path: ['dicom', 'dimse', 'callingAeTitles'],
    there: ({ dicom }) => dicom?.dimse?.callingAeTitles !== undefined,
    instead: 'which decides by itself who may send by DIMSE',
  },
  {
    path: ['dicom', 'stow', 'passwordGeneration'],
    there: ({ dicom }) => dicom?.stow?.passwordGeneration !== undefined,
    instead: 'which keeps its own passwords',
  },
];

export const settingHasEffect: SiteRule = {
  id: 'setting-has-effect',
  holds:
    '`quietAfterHours`, `callingAeTitles` and `passwordGeneration` act on a managed ingest; with an existing service they have no effect (a note).',
  *check(entry, fleet) {
    const found = environmentOf(entry, fleet);
    if (found?.environment.ingest?.service === undefined) return;
    for (const { path, there, instead } of MANAGED_ONLY) {
      if (there(entry.site)) {
        yield {
          path,
          severity: 'note',
          wrong: `has no effect: environment ${found.name} uses an existing ingest service, ${instead}`,
          write: 'keep it for the day of ingest.managed, or remove it',
        };
      }
    }
  },
};
