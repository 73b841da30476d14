import type { DesiredTunnel } from '../../site/tunnels';
import { espProposals, ikeProposals } from './proposals';

export interface EndpointConf {
  /** What the template says of the tunnel. */
  readonly tunnel: DesiredTunnel;
  readonly outsideAddress: string;
  /** The customer gateway's address: the only one that AWS talks to, and the identity that it expects. */
  readonly gatewayAddress: string;
  /** The device's IKE ports, where two of its daemons share an address. */
  readonly gatewayPort: number;
  readonly key: string;
}

const ACTION = { start: 'start', add: 'none' } as const;
const DPD = { restart: 'restart', clear: 'clear', none: 'none' } as const;

/** One endpoint of AWS as swanctl has it (swanctl.conf(5)). IKE versions are the template's: another than 2 never stands there. */
export function endpointConf({ tunnel, outsideAddress, gatewayAddress, gatewayPort, key }: EndpointConf): string {
  const versions = tunnel.IKEVersions.map(({ Value }) => Value);
  const version = versions.length === 1 ? (versions[0] === 'ikev2' ? 2 : 1) : 0;
  return `connections {
    aws {
        version = ${version}
        local_addrs = ${outsideAddress}
        remote_addrs = ${gatewayAddress}
        remote_port = ${gatewayPort}
        proposals = ${ikeProposals(tunnel)}
        rekey_time = ${tunnel.Phase1LifetimeSeconds}s
        dpd_delay = 10s
        dpd_timeout = ${tunnel.DPDTimeoutSeconds}s
        mobike = no
        unique = replace
        keyingtries = 0
        local {
            auth = psk
            id = ${outsideAddress}
        }
        remote {
            auth = psk
            id = ${gatewayAddress}
        }
        children {
            aws {
                esp_proposals = ${espProposals(tunnel)}
                local_ts = 0.0.0.0/0
                remote_ts = 0.0.0.0/0
                rekey_time = ${tunnel.Phase2LifetimeSeconds}s
                dpd_action = ${DPD[tunnel.DPDTimeoutAction]}
                start_action = ${ACTION[tunnel.StartupAction]}
                updown = UPDOWN
            }
        }
    }
}
secrets {
    ike-aws {
        id-local = ${outsideAddress}
        id-remote = ${gatewayAddress}
        secret = "${key}"
    }
}
`;
}
