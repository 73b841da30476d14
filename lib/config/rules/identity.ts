import { nearestName } from '../load/nearest';
import { showValue } from '../problem';
import { clashingEntries, environmentOf, type FleetRule, type SiteRule } from './rule';

export const siteIsFileName: SiteRule = {
  id: 'site-is-file-name',
  holds: '`site` equals the name of the file.',
  *check({ fileName, site }) {
    if (site.site !== undefined && site.site !== fileName) {
      yield {
        path: ['site'],
        found: showValue(site.site),
        wrong: `is not the file's name, ${showValue(fileName)}`,
        write: `write site: ${fileName}, or rename the file to ${site.site}.yaml`,
      };
    }
  },
};

export const environmentExists: SiteRule = {
  id: 'environment-exists',
  holds: '`environment` is a key of environments.yaml.',
  *check(entry, fleet) {
    const { environment } = entry.site;
    if (environment === undefined || environmentOf(entry, fleet) !== undefined) return;
    const names = fleet.environments.map(({ name }) => name);
    const guess = nearestName(environment, names);
    yield {
      path: ['environment'],
      found: showValue(environment),
      wrong: 'is not in environments.yaml',
      write:
        guess === undefined
          ? `use one of ${names.join(', ') || '(environments.yaml has none)'}, or add it there`
          : `did you mean ${guess}?`,
    };
  },
};

export const hasConnection: SiteRule = {
  id: 'has-connection',
  holds: 'A site has `vpn`, `directConnect` or both.',
  *check({ site }) {
    if (!('vpn' in site) && !('directConnect' in site)) {
      yield {
        path: [],
        wrong: '`vpn` and `directConnect` are both missing',
        write: 'add at least one of the two: without it the hospital can’t connect',
      };
    }
  },
};

export const hospitalsDiffer: FleetRule = {
  id: 'hospitals-differ',
  holds:
    'Two sites do not have the same `publicIp`, `asn` and `hospitalCidrs` (a note: two sites may be behind one device, but a copied file is more likely).',
  *check({ sites }) {
    const all = sites.flatMap((entry) => {
      const { publicIp, asn } = entry.site.vpn?.gateway ?? {};
      const cidrs = entry.site.network?.hospitalCidrs;
      return publicIp === undefined || cidrs === undefined
        ? []
        : [{ entry, publicIp, asn, key: [publicIp, asn, ...cidrs.toSorted()].join(' ') }];
    });
    for (const { one, others } of clashingEntries(all, ({ key }) => key))
      yield {
        entry: one.entry,
        complaint: {
          path: ['vpn', 'gateway', 'publicIp'],
          severity: 'note',
          found: `"${one.publicIp}"`,
          wrong: `is also the address of ${others}, with the same ${one.asn === undefined ? '' : 'ASN and '}hospitalCidrs`,
          write: 'compare it with what the hospital sent; keep it if both sites are behind one device',
        },
      };
  },
};
