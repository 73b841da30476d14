import type { DesiredTunnel } from '../../config/tunnels';
import { espProposals, ikeProposals } from './proposals';

export interface EndpointConf {
  /** The tunnel's options in the template. */
  readonly tunnel: DesiredTunnel;
  readonly outsideAddress: string;
  /** The customer gateway's address: the only peer of AWS, and the expected identity. */
  readonly gatewayAddress: string;
  readonly key: string;
  /** @default - everything, like AWS's default */
  readonly selectors?: { readonly local: string; readonly remote: string };
}

/** strongSwan detects a dead peer by retransmissions: 2 + 3 + 4.5 + 6.75 s. The delay before them completes the DPD timeout. */
const RETRANSMIT_SECONDS = 17;
export const ENDPOINT_SETTINGS = `charon {
    retransmit_timeout = 2.0
    retransmit_base = 1.5
    retransmit_tries = 3
}`;

/** The name of the connection and of its child. */
export const AWS_CONNECTION = 'aws';

const ACTION = { start: 'start', add: 'none' } as const;

/** AWS starts to renew this long before a lifetime ends (RekeyMarginTimeSeconds, its default). */
const REKEY_MARGIN_SECONDS = 270;

/** The swanctl configuration of one AWS endpoint (swanctl.conf(5)). The IKE version comes from the template and is always 2. */
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
