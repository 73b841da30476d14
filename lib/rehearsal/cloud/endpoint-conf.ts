import type { DesiredTunnel } from '../../config/tunnels';
import { espProposals, ikeProposals } from './proposals';

export interface EndpointConf {
  /** What the template says of the tunnel. */
  readonly tunnel: DesiredTunnel;
  readonly outsideAddress: string;
  /** The customer gateway's address: the only one that AWS talks to, and the identity that it expects. */
  readonly gatewayAddress: string;
  readonly key: string;
  /** AWS's own default is everything. */
  readonly selectors?: { readonly local: string; readonly remote: string };
}

/** strongSwan notices a dead peer by packets sent again: 2 + 3 + 4.5 + 6.75 s. Together with the delay before them it is the tunnel's DPD timeout. */
const RETRANSMIT_SECONDS = 17;
export const ENDPOINT_SETTINGS = `charon {
    retransmit_timeout = 2.0
    retransmit_base = 1.5
    retransmit_tries = 3
}`;

/** The name of the connection and of its child. */
export const AWS_CONNECTION = 'aws';

const ACTION = { start: 'start', add: 'none' } as const;

/** By so much AWS begins to renew before a lifetime ends (RekeyMarginTimeSeconds, its default). */
const REKEY_MARGIN_SECONDS = 270;

/** One endpoint of AWS as swanctl has it (swanctl.conf(5)). IKE versions are the template's: another than 2 never stands there. */
export function endpointConf({ tunnel, outsideAddress, gatewayAddress, key, selectors }: EndpointConf): string {
  const versions = tunnel.IKEVersions.map(({ Value }) => Value);
  const version = versions.length === 1 ? (versions[0] === 'ikev2' ? 2 : 1) : 0;
  return `connections {
    aws {
        version = ${version}
        local_addrs = ${outsideAddress}
        remote_addrs = ${gatewayAddress}
        proposals = ${ikeProposals(tunnel)}
        rekey_time = ${tunnel.Phase1LifetimeSeconds - REKEY_MARGIN_SECONDS}s
        over_time = ${REKEY_MARGIN_SECONDS}s
        dpd_delay = ${tunnel.DPDTimeoutSeconds - RETRANSMIT_SECONDS}s
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
                local_ts = ${selectors?.local ?? '0.0.0.0/0'}
                remote_ts = ${selectors?.remote ?? '0.0.0.0/0'}
                rekey_time = ${tunnel.Phase2LifetimeSeconds - REKEY_MARGIN_SECONDS}s
                life_time = ${tunnel.Phase2LifetimeSeconds}s
                dpd_action = ${tunnel.DPDTimeoutAction}
                start_action = ${ACTION[tunnel.StartupAction]}
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
