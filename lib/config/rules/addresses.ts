import { blocksOverlap, type CidrBlock, parseBlock, UNUSABLE_BLOCKS } from '../addressing/ipv4';
import type { FileComplaint } from '../problem';
import { type FleetRule, indexedItems, othersText, type SiteEntry, type SiteRule } from './rule';

interface Named {
  readonly path: readonly (string | number)[];
  readonly block: CidrBlock;
}

function hospitalBlocks({ site }: SiteEntry): readonly Named[] {
  return [...indexedItems(site.network?.hospitalCidrs)].flatMap(([index, text]) => {
    const block = parseBlock(text);
    return block === undefined ? [] : [{ path: ['network', 'hospitalCidrs', index], block }];
  });
}

const isEverything = ({ prefix }: CidrBlock): boolean => prefix === 0;

/** The whole address space overlaps every block, and is reported once. */
const someBlocks = (entry: SiteEntry): readonly Named[] =>
  hospitalBlocks(entry).filter(({ block }) => !isEverything(block));

function cloudBlock({ site }: SiteEntry): Named | undefined {
  const block = site.network?.cloudCidr === undefined ? undefined : parseBlock(site.network.cloudCidr);
  return block === undefined ? undefined : { path: ['network', 'cloudCidr'], block };
}

export const usableAddresses: SiteRule = {
  id: 'usable-addresses',
  holds:
    '`cloudCidr` and `hospitalCidrs` do not overlap link-local (169.254.0.0/16), loopback, multicast or reserved addresses.',
  *check(entry) {
    const cloud = cloudBlock(entry);
    for (const { path, block } of [...hospitalBlocks(entry), ...(cloud === undefined ? [] : [cloud])]) {
      if (isEverything(block)) {
        yield {
          path,
          found: `"${block.text}"`,
          wrong: 'is the whole IPv4 address space',
          write: "write the hospital's own subnets, such as 10.20.0.0/22",
        };
        continue;
      }
      const unusable = UNUSABLE_BLOCKS.find((range) => blocksOverlap(range.block, block));
      if (unusable !== undefined) {
        yield {
          path,
          found: `"${block.text}"`,
          wrong: `overlaps ${unusable.what}`,
          write: 'write the subnet that is really used, such as 10.20.0.0/22',
        };
      }
    }
  },
};

export const cloudOutsideHospital: SiteRule = {
  id: 'cloud-outside-hospital',
  holds:
    '`cloudCidr` does not overlap `hospitalCidrs` of the same site. Otherwise the VPC’s local route would take precedence, and that part of the hospital could not be reached.',
  *check(entry) {
    const cloud = cloudBlock(entry);
    if (cloud === undefined) return;
    for (const { path, block } of someBlocks(entry)) {
      if (blocksOverlap(block, cloud.block)) {
        yield {
          path: cloud.path,
          found: `"${cloud.block.text}"`,
          wrong: `overlaps ${path.at(-2)}[${path.at(-1)}] ${block.text}, which the VPC's local route would make unreachable`,
          write: 'write another /26, such as one of 100.64.0.0/10 (`heartlab new` finds a free one)',
        };
      }
    }
  },
};

export const hospitalCidrsApart: SiteRule = {
  id: 'hospital-cidrs-apart',
  holds: '`hospitalCidrs` of one site don’t overlap one another.',
  *check(entry) {
    const seen: Named[] = [];
    for (const named of someBlocks(entry)) {
      const other = seen.find(({ block }) => blocksOverlap(block, named.block));
      if (other !== undefined) {
        yield {
          path: named.path,
          found: `"${named.block.text}"`,
          wrong: `overlaps hospitalCidrs[${other.path.at(-1)}] ${other.block.text}`,
          write: 'keep the larger one, or split them',
        };
      }
      seen.push(named);
    }
  },
};

/** Five security groups of 60 rules, one rule for each CIDR and port. */
const MOST_SECURITY_GROUP_RULES = 300;

export const rulesFitSecurityGroups: SiteRule = {
  id: 'rules-fit-security-groups',
  holds: 'CIDRs × ports are at most 300: five security groups of 60 rules.',
  *check({ site }) {
    const cidrs = site.network?.hospitalCidrs?.length ?? 0;
    const ports = 1 + (site.dicom?.dimse?.ports?.length ?? 0);
    if (cidrs * ports > MOST_SECURITY_GROUP_RULES) {
      yield {
        path: ['network', 'hospitalCidrs'],
        at: 'key',
        wrong: `${cidrs} CIDRs × ${ports} ports are ${cidrs * ports} security group rules, more than ${MOST_SECURITY_GROUP_RULES}`,
        write: 'write fewer, larger CIDRs',
      };
    }
  },
};

const MOST_ROUTES = 100;

export const routesFit: SiteRule = {
  id: 'routes-fit',
  holds:
    'A site has at most 100 static routes. With BGP, AWS drops the session if it receives more than 100 prefixes (a note).',
  *check({ site }) {
    const count = site.network?.hospitalCidrs?.length ?? 0;
    if (site.vpn?.routing === 'static' && count > MOST_ROUTES) {
      yield {
        path: ['network', 'hospitalCidrs'],
        at: 'key',
        wrong: `${count} CIDRs need more than ${MOST_ROUTES} static routes`,
        write: 'write fewer, larger CIDRs',
      };
    }
    if (site.vpn?.routing === 'bgp') {
      yield {
        path: ['vpn', 'routing'],
        severity: 'note',
        wrong: `AWS drops the BGP session if it receives more than ${MOST_ROUTES} prefixes`,
        write: 'have the hospital advertise only `hospitalCidrs`',
      };
    }
  },
};

function clash(
  entry: SiteEntry,
  own: Named,
  others: readonly SiteEntry[],
): { readonly entry: SiteEntry; readonly complaint: FileComplaint } {
  return {
    entry,
    complaint: {
      path: own.path,
      found: `"${own.block.text}"`,
      wrong: `overlaps the cloudCidr of ${othersText(others.map(({ fileName }) => fileName))}`,
      write: 'write a free /26 (`heartlab new` finds one); a deployed site keeps its own',
    },
  };
}

export const cloudCidrsApart: FleetRule = {
  id: 'cloud-cidrs-apart',
  holds: '`cloudCidr` does not overlap that of another site.',
  *check({ sites }) {
    const all = sites
      .flatMap((entry) => {
        const named = cloudBlock(entry);
        return named === undefined ? [] : [{ entry, named }];
      })
      .sort((a, b) => a.named.block.first - b.named.block.first);
    // When sorted by first address, overlapping blocks are adjacent: each run is one group of sites in conflict.
    let run: typeof all = [];
    let end = -1;
    const groups: (typeof all)[] = [];
    for (const item of all) {
      if (item.named.block.first > end) {
        run = [];
        groups.push(run);
      }
      run.push(item);
      end = Math.max(end, item.named.block.last);
    }
    for (const group of groups) {
      for (const { entry, named } of group) {
        const others = group
          .filter((other) => other.entry !== entry && blocksOverlap(other.named.block, named.block))
          .map((other) => other.entry);
        if (others.length > 0) yield clash(entry, named, others);
      }
    }
  },
};
