import { type Environment, type Site, STATIC_ASN } from '../../../lib/config/model';
import { logGroupName } from '../../../lib/config/naming/log-groups';
import { SITE_METADATA_KEY, SITE_OUTPUTS, virtualInterfaceOutputs } from '../../../lib/config/naming/stack-contract';
import { desiredTunnels } from '../../../lib/config/tunnels';
import { keyTag } from '../../../lib/custom-resources/vpn-tunnels/state-tags';
import type { ClientFactory } from '../../../lib/operate/aws/clients';
import { clientFactory } from '../../../lib/operate/aws/clients';
import { type Call, wire } from './http-wire';
import { answers } from './operate-answers';
import { type LiveGroupState, type LiveRoute, siteGroups } from './operate-network';

/** A simulated AWS in which sites are deployed as in their files. Tests can change everything in it. */

export const NOW = new Date('2026-11-22T02:00:00Z');
export const SINCE = new Date('2026-11-20T03:04:05Z');

/** Values that no command may ever output. */
export const SECRET = 'hush-0123456789';

export interface TunnelState {
  readonly insideCidr: string;
  outsideAddress: string;
  status?: 'UP' | 'DOWN';
  message: string;
  acceptedRoutes: number;
  /** As DescribeVpnConnections names them. */
  options: Record<string, unknown>;
  /** As GetActiveVpnTunnelStatus names them. */
  negotiated: Record<string, unknown>;
  /** As GetVpnTunnelReplacementStatus names them. */
  maintenance: Record<string, unknown>;
}

interface InterfaceState {
  readonly id: string;
  state: string;
  bgp: string;
  vlan: number;
  connectionId: string;
  mtu: number;
  asn: number;
  hospital: string;
  aws: string;
  /** More BGP peers, as DescribeVirtualInterfaces names them. */
  morePeers: Record<string, unknown>[];
}

export interface SiteState {
  readonly site: Site;
  readonly environment: Environment;
  /** Undefined: not deployed. */
  stackStatus: string | undefined;
  /** The site file of the last deploy; undefined if the template has none. */
  deployed: Site | undefined;
  outputs: Record<string, string>;
  vpn:
    | {
        id: string;
        state: string;
        staticRoutesOnly: boolean;
        /** Where a tunnel's key is stored: EC2 redacts a key in Secrets Manager, and returns a key of the VPN service. */
        keyStorage: 'SecretsManager' | 'Standard';
        /** May still exist with Standard (hashicorp/terraform-provider-aws#42819). */
        keyArn: string | undefined;
        routes: string[];
        tags: Record<string, string>;
        gateway: { id: string; address: string; asn: string };
        tunnels: TunnelState[];
      }
    | undefined;
  interfaces: Map<string, InterfaceState>;
  endpoint: { serviceName: string; groupIds: string[] } | undefined;
  groups: LiveGroupState[];
  routeTables: { id: string; logicalId: string; propagating: string[]; routes: LiveRoute[] }[];
  /** The status of its cell's stack; undefined if not deployed. */
  cellStatus: string | undefined;
  /** A stack shows outputs from its first successful deploy on. */
  cellWasComplete: boolean;
  lastStudy: Date | undefined;
  /** The gate's last log line on the client certificate, with its time; undefined if there was none in two weeks. */
  certificate: { days: number; at: Date } | undefined;
  /** Objects refused for other content in the last hours, in periods of five minutes. */
  otherContent: number[];
  alarms: Map<string, string>;
}

interface TrustStoreState {
  certificates: number;
  revocationLists: number;
}

let made = 0;
const id = (prefix: string): string => `${prefix}-${String(++made).padStart(8, '0')}`;

/** The site after its first deploy, with the hospital connected. */
export function deploy(site: Site, environment: Environment): SiteState {
  const interfaces = new Map(
    (site.directConnect?.virtualInterfaces ?? []).map((one) => [one.name, anInterfaceState(one)] as const),
  );
  const groups = siteGroups(site, environment, CELL_GROUP);
  const vpn = site.vpn === undefined ? undefined : aConnection(site, environment);
  const gateway = id('vgw');
  return {
    site,
    environment,
    stackStatus: 'CREATE_COMPLETE',
    deployed: site,
    outputs: {
      [SITE_OUTPUTS.vpnGatewayId]: gateway,
      [SITE_OUTPUTS.endpointId]: id('vpce'),
      ...(vpn === undefined ? {} : { [SITE_OUTPUTS.vpnConnectionId]: vpn.id }),
      ...Object.fromEntries([...interfaces].map(([name, one]) => [virtualInterfaceOutputs(name).id, one.id])),
    },
    vpn,
    interfaces,
    endpoint: {
      serviceName: serviceName(site, environment),
      groupIds: groups.filter(({ logicalId }) => logicalId?.startsWith('Dicom')).map((group) => group.id),
    },
    groups,
    routeTables: environment.availabilityZones.map((_, index) => ({
      id: id('rtb'),
      logicalId: `RouteTable${index + 1}`,
      propagating: [gateway],
      routes: [{ DestinationCidrBlock: site.network.cloudCidr, GatewayId: 'local', Origin: 'CreateRouteTable' }],
    })),
    cellStatus: environment.ingest.managed === undefined ? undefined : 'CREATE_COMPLETE',
    cellWasComplete: true,
    lastStudy: new Date('2026-11-22T01:55:00Z'),
    certificate: { days: 200, at: new Date('2026-11-22T01:00:00Z') },
    otherContent: [],
    alarms: new Map(),
  };
}

/** The security group of the tasks of a cell. */
export const CELL_GROUP = 'sg-cell';

export const serviceName = ({ site, dicom }: Site, { region, ingest }: Environment): string =>
  ingest.managed === undefined
    ? (ingest.service?.[dicom.stow.auth] ?? 'none')
    : `com.amazonaws.vpce.${region}.vpce-svc-${site}`;

function aConnection({ site, vpn, network }: Site, { region, account }: Environment): NonNullable<SiteState['vpn']> {
  if (vpn === undefined) throw new Error('the site has no VPN');
  const arn = (log: 'tunnels' | 'bgp') => `arn:aws:logs:${region}:${account}:log-group:${logGroupName(site, log)}:*`;
  const desired = desiredTunnels(vpn, {
    tunnelLogGroupArn: arn('tunnels'),
    ...(vpn.routing === 'bgp' ? { bgpLogGroupArn: arn('bgp') } : {}),
  });
  return {
    id: id('vpn'),
    state: 'available',
    staticRoutesOnly: vpn.routing === 'static',
    keyStorage: 'SecretsManager',
    keyArn: `arn:aws:secretsmanager:${region}:${account}:secret:s2svpn!vpn-0123456789abcdef0-AbCdEf`,
    routes: vpn.routing === 'static' ? [...network.hospitalCidrs] : [],
    tags: Object.fromEntries(vpn.tunnels.map((one) => [keyTag(one.insideCidr), String(one.keyGeneration)])),
    gateway: { id: id('cgw'), address: vpn.gateway.publicIp, asn: String(vpn.gateway.asn ?? STATIC_ASN) },
    tunnels: desired.map((tunnel, index) => {
      const {
        TunnelInsideCidr,
        KeyGeneration: _,
        IKEVersions,
        DPDTimeoutSeconds,
        DPDTimeoutAction,
        ...options
      } = tunnel;
      return {
        insideCidr: TunnelInsideCidr,
        outsideAddress: `198.51.100.${(made % 100) * 2 + index}`,
        status: 'UP',
        message: '',
        acceptedRoutes: 1,
        options: {
          ...options,
          IkeVersions: IKEVersions,
          DpdTimeoutSeconds: DPDTimeoutSeconds,
          DpdTimeoutAction: DPDTimeoutAction,
        },
        negotiated: {
          IkeVersion: 'ikev2',
          Phase1EncryptionAlgorithm: 'AES256-GCM-16',
          Phase1IntegrityAlgorithm: 'SHA2-512',
          Phase1DHGroup: 20,
          Phase2EncryptionAlgorithm: 'AES256-GCM-16',
          Phase2IntegrityAlgorithm: 'SHA2-512',
          Phase2DHGroup: 20,
          ProvisioningStatus: 'available',
        },
        maintenance: { PendingMaintenance: 'none' },
      };
    }),
  };
}

function anInterfaceState(one: NonNullable<Site['directConnect']>['virtualInterfaces'][number]): InterfaceState {
  const { vlan, connectionId, mtu, asn, peering } = one;
  return {
    id: id('dxvif'),
    state: 'available',
    bgp: 'up',
    vlan,
    connectionId,
    mtu,
    asn,
    morePeers: [],
    hospital: peering?.hospital ?? '169.254.255.2/30',
    aws: peering?.aws ?? '169.254.255.1/30',
  };
}

/** Runs before a call is answered; it may throw a Refusal. */
type Trouble = (call: Call) => void;

/** All accounts. Environments differ by their Region. */
export class World {
  readonly sites: SiteState[] = [];
  /** By environment. */
  readonly trustStores = new Map<string, TrustStoreState>();
  /** The shared stacks of an environment with another status than CREATE_COMPLETE, by name; undefined if one does not exist. */
  readonly sharedStacks = new Map<string, string | undefined>();
  /** When the last update of every stack began. */
  stackUpdated: Date | undefined;
  /** By their CloudFormation id: resources in another state than CREATE_COMPLETE. */
  readonly resourceStates = new Map<string, string>();
  /** Connections and interfaces that carried traffic before, although they are down now. */
  readonly usedOnce = new Set<string>();
  /** Whether the stacks of ingests have their exports. */
  ingestWasComplete = true;
  /** Stacks that import from the ingest of an environment. */
  readonly importers: string[] = [];
  /** Endpoints that are connected to the service of a cell. */
  readonly endpointConnections: { id: string; state: string }[] = [];
  /** The account of the credentials, by Region. */
  readonly accounts = new Map<string, string>();
  trouble: Trouble = () => undefined;
  readonly calls: Call[];
  readonly factory: ClientFactory;

  constructor(...placed: readonly (readonly [Site, Environment])[]) {
    const { settings, calls } = wire((call) => {
      this.trouble(call);
      return answers(this, call);
    });
    this.calls = calls;
    this.factory = clientFactory(settings);
    for (const [site, environment] of placed) {
      this.sites.push(deploy(site, environment));
      this.accounts.set(environment.region, environment.account);
      if (environment.ingest.managed !== undefined)
        this.trustStores.set(environment.name, { certificates: 1, revocationLists: 0 });
    }
  }

  /** The only site, or that one. */
  site(name = this.sites[0]?.site.site): SiteState {
    const found = this.sites.find(({ site }) => site.site === name);
    if (found === undefined) throw new Error(`the world has no site ${name}`);
    return found;
  }

  /** Of the only site. */
  tunnel(number: 1 | 2): TunnelState {
    const found = this.site().vpn?.tunnels[number - 1];
    if (found === undefined) throw new Error(`the site has no tunnel ${number}`);
    return found;
  }

  interfaceOf(name = 'primary'): InterfaceState {
    const found = this.site().interfaces.get(name);
    if (found === undefined) throw new Error(`the site has no interface ${name}`);
    return found;
  }
}

export const metadataOf = ({ deployed }: SiteState): string =>
  JSON.stringify(deployed === undefined ? {} : { [SITE_METADATA_KEY]: deployed });
