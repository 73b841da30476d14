/** Made by `npm run schema` from lib/config/schema/. */

/** One hospital, as an author writes it: the content of a site file as an object. */
export interface SiteSettings {
  /**
   * The site's name, equal to the file's name. The stack is SiteStack-<site>.
   *
   * Valid: a site name, like `auckland-heart`.
   *
   * A change: fixed for life. A change would replace the connection and cut the hospital off.
   */
  readonly site: string;
  /**
   * The hospital's display name.
   *
   * Valid: a name of 1 to 200 characters, like `Auckland Heart Clinic`.
   *
   * A change: nothing.
   */
  readonly name: string;
  /**
   * The environment in which the site is deployed: a key of environments.yaml.
   *
   * Valid: the name of an environment, like `sydney`.
   *
   * A change: fixed for life. A change would replace the connection and cut the hospital off.
   */
  readonly environment: string;
  /**
   * The people to contact.
   *
   * Valid: a mapping with `network`, like `{ network: [netops@auckland-heart.example] }`.
   */
  readonly contacts: {
    /**
     * The hospital's network administrators, at least one.
     *
     * Valid: a list of e-mail addresses, like `[netops@auckland-heart.example]`.
     *
     * A change: nothing.
     */
    readonly network: readonly string[];
  };
  /**
   * The two networks that are connected.
   *
   * Valid: a mapping with hospitalCidrs and cloudCidr, like `{ hospitalCidrs: [10.20.0.0/22], cloudCidr: 100.64.0.0/26 }`.
   */
  readonly network: {
    /**
     * "Local IPv4 CIDR block" of the eIFU: the hospital's subnets that need connectivity, 1 to 50. Append new ones at the end.
     *
     * Valid: a list of 1 to 50 IPv4 CIDR blocks, like `[10.20.0.0/22]`.
     *
     * A change: cloud side only. With static routing the connection is modified for some seconds; tunnels and keys stay.
     */
    readonly hospitalCidrs: readonly string[];
    /**
     * "Remote subnet" of the eIFU: the CIDR block of the site VPC. A /26, unique in the fleet.
     *
     * Valid: an IPv4 CIDR block of size /26, like `100.64.0.0/26`.
     *
     * A change: fixed for life. A change would replace the connection and cut the hospital off.
     */
    readonly cloudCidr: string;
  };
  /**
   * The dual-tunnel IPsec VPN (IKEv2, route-based).
   *
   * Valid: a mapping with gateway, routing and ipsec, like `(see the documented site file)`.
   *
   * @default - absent
   */
  readonly vpn?: {
    /**
     * The hospital's VPN device (customer gateway).
     *
     * Valid: a mapping with publicIp and device, like `{ publicIp: 203.0.113.10, device: cisco-ios-xe }`.
     */
    readonly gateway: {
      /**
       * "Public IP address" of the eIFU: public, routable IPv4 of the hospital's router or firewall.
       *
       * Valid: a public IPv4 address, like `203.0.113.10`.
       *
       * A change: hospital must act. Both tunnels are down until the hospital has moved its settings. Add the old pair to `previous`, or the connection would be replaced. Outside addresses and keys stay.
       */
      readonly publicIp: string;
      /**
       * "Gateway device model" of the eIFU: it selects the device configuration in the handover pack.
       *
       * Valid: one of cisco-ios-xe, cisco-asa, cisco-ftd, juniper-srx, palo-alto, fortigate, sophos, meraki-mx, check-point, watchguard, sonicwall, pfsense, opnsense, strongswan, mikrotik, vyos, draytek, unifi, azure-vpn-gateway, generic, like `cisco-ios-xe`.
       *
       * A change: nothing. Only the device configuration in the handover pack changes.
       */
      readonly device: 'cisco-ios-xe' | 'cisco-asa' | 'cisco-ftd' | 'juniper-srx' | 'palo-alto' | 'fortigate' | 'sophos' | 'meraki-mx' | 'check-point' | 'watchguard' | 'sonicwall' | 'pfsense' | 'opnsense' | 'strongswan' | 'mikrotik' | 'vyos' | 'draytek' | 'unifi' | 'azure-vpn-gateway' | 'generic';
      /**
       * The model of the device, as its label states it. It selects the variant of the device configuration.
       *
       * Valid: a model of 1 to 200 characters, like `ISR4331`.
       *
       * A change: nothing. Only the device configuration in the handover pack changes.
       *
       * @default - absent
       */
      readonly model?: string;
      /**
       * The software release of the device, as the device shows it, with a mode such as `SD-WAN` or `advanced routing`. It selects the spelling of the device configuration. Without it, the configuration is for the common releases.
       *
       * Valid: a release of 1 to 200 characters, like `17.12.4`.
       *
       * A change: nothing. Only the device configuration in the handover pack changes.
       *
       * @default - absent
       */
      readonly release?: string;
      /**
       * The proposal that the device really uses, if it isn't the one that the handover pack recommends. The pack then contains it, `heartlab review` judges a change of `vpn.ipsec` by it, and `heartlab status` compares it with the tunnels. Both tunnels use it.
       *
       * Valid: a mapping with phase1 and phase2, like `{ phase1: { encryption: AES256, integrity: SHA2-256, dhGroup: 14 }, phase2: { encryption: AES256, integrity: SHA2-256, dhGroup: 14 } }`.
       *
       * A change: nothing. Only the device configuration in the handover pack changes.
       *
       * @default - absent
       */
      readonly proposal?: {
        /**
         * What the device uses in phase 1.
         *
         * Valid: a mapping with encryption, integrity and dhGroup, like `{ encryption: AES256, integrity: SHA2-256, dhGroup: 14 }`.
         */
        readonly phase1: {
          /**
           * The encryption algorithm that the device uses.
           *
           * Valid: a permitted encryption algorithm (AES256-GCM-16, AES128-GCM-16, AES256, AES128), like `AES256-GCM-16`.
           *
           * A change: nothing. Only the device configuration in the handover pack changes.
           */
          readonly encryption: 'AES256-GCM-16' | 'AES128-GCM-16' | 'AES256' | 'AES128';
          /**
           * The integrity algorithm that the device uses. With AES-GCM, it is the pseudo-random function, and optional.
           *
           * Valid: a permitted integrity algorithm (SHA2-512, SHA2-384, SHA2-256, SHA1), like `SHA2-512`.
           *
           * A change: nothing. Only the device configuration in the handover pack changes.
           *
           * @default - absent
           */
          readonly integrity?: 'SHA2-512' | 'SHA2-384' | 'SHA2-256' | 'SHA1';
          /**
           * The Diffie-Hellman group of phase 1 that the device uses (IANA number).
           *
           * Valid: a permitted DH group of phase 1 (2, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24), like `20`.
           *
           * A change: nothing. Only the device configuration in the handover pack changes.
           */
          readonly dhGroup: 2 | 14 | 15 | 16 | 17 | 18 | 19 | 20 | 21 | 22 | 23 | 24;
        };
        /**
         * What the device uses in phase 2.
         *
         * Valid: a mapping with encryption, integrity and dhGroup, like `{ encryption: AES256, integrity: SHA2-256, dhGroup: 14 }`.
         */
        readonly phase2: {
          /**
           * The encryption algorithm that the device uses.
           *
           * Valid: a permitted encryption algorithm (AES256-GCM-16, AES128-GCM-16, AES256, AES128), like `AES256-GCM-16`.
           *
           * A change: nothing. Only the device configuration in the handover pack changes.
           */
          readonly encryption: 'AES256-GCM-16' | 'AES128-GCM-16' | 'AES256' | 'AES128';
          /**
           * The integrity algorithm that the device uses. With AES-GCM, it is not used.
           *
           * Valid: a permitted integrity algorithm (SHA2-512, SHA2-384, SHA2-256, SHA1), like `SHA2-512`.
           *
           * A change: nothing. Only the device configuration in the handover pack changes.
           *
           * @default - absent
           */
          readonly integrity?: 'SHA2-512' | 'SHA2-384' | 'SHA2-256' | 'SHA1';
          /**
           * The Diffie-Hellman group of phase 2 that the device uses (IANA number).
           *
           * Valid: a permitted DH group of phase 2 (2, 5, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24), like `20`.
           *
           * A change: nothing. Only the device configuration in the handover pack changes.
           */
          readonly dhGroup: 2 | 5 | 14 | 15 | 16 | 17 | 18 | 19 | 20 | 21 | 22 | 23 | 24;
        };
      };
      /**
       * The hospital's BGP autonomous system number, 1 to 4294967295 (RFC 6793). Not 7224, 9059, 10124 or 17943, which AWS reserves.
       *
       * Valid: an autonomous system number from 1 to 4294967295, like `65010`.
       *
       * A change: hospital must act. Both tunnels are down until the hospital has moved its settings. Add the old pair to `previous`, or the connection would be replaced. Outside addresses and keys stay.
       *
       * @default - absent
       */
      readonly asn?: number;
      /**
       * Earlier { publicIp, asn } pairs of this hospital, oldest first. They keep the connection, with its addresses and keys, when the hospital's gateway moves. Never remove or change the first entry.
       *
       * Valid: a list of earlier gateways, like `[{ publicIp: 203.0.113.9, asn: 65010 }]`.
       *
       * A change: cloud side only. Only append entries. Removing or changing the first entry would replace the connection.
       *
       * @default []
       */
      readonly previous?: readonly {
        /**
         * A public IPv4 address that the hospital had before.
         *
         * Valid: a public IPv4 address, like `203.0.113.10`.
         *
         * A change: cloud side only. Never change the first entry: that would replace the connection.
         */
        readonly publicIp: string;
        /**
         * The hospital's BGP autonomous system number, 1 to 4294967295 (RFC 6793). Not 7224, 9059, 10124 or 17943, which AWS reserves.
         *
         * Valid: an autonomous system number from 1 to 4294967295, like `65010`.
         *
         * A change: cloud side only. Never change the first entry: that would replace the connection.
         *
         * @default - absent
         */
        readonly asn?: number;
      }[];
    };
    /**
     * The BGP autonomous system number of the virtual private gateway, on the AWS side: 64512 to 65534, or 4200000000 to 4294967294 (RFC 6996).
     *
     * Valid: a private autonomous system number, 64512 to 65534 or 4200000000 to 4294967294, like `64512`.
     *
     * A change: fixed for life. A change would replace the connection and cut the hospital off.
     *
     * @default 64512
     */
    readonly awsAsn?: number;
    /**
     * `bgp`: routes are learnt. `static`: the VPN connection has a static route for each of `hospitalCidrs`. No default.
     *
     * Valid: bgp or static, like `bgp`.
     *
     * A change: fixed for life. A change would replace the connection and cut the hospital off.
     */
    readonly routing: 'bgp' | 'static';
    /**
     * The proposals that the tunnels accept. `eifu`: all permitted values, for a device that supports nothing better; it causes a finding HeartLab-VPN3 to acknowledge. `strong`: NIST SP 800-77r1. `nzism`: NZISM 3.9. `{ phase1, phase2 }`: your own values. No default.
     *
     * Valid: eifu, strong, nzism, or a mapping with phase1 and phase2, like `strong`.
     *
     * A change: one tunnel at a time, hospital stays connected. The hospital must act first if the proposal it uses is removed.
     */
    readonly ipsec: 'eifu' | 'strong' | 'nzism' | {
      /**
       * The values that phase 1 may negotiate.
       *
       * Valid: a mapping with encryption, integrity, dhGroups and lifetimeSeconds, like `{ encryption: [AES256-GCM-16], integrity: [SHA2-384], dhGroups: [20], lifetimeSeconds: 28800 }`.
       */
      readonly phase1: {
        /**
         * Permitted encryption algorithms. AWS uses the weakest that both sides offer; the order has no effect.
         *
         * Valid: a list of encryption algorithms (AES256-GCM-16, AES128-GCM-16, AES256, AES128), like `[AES256-GCM-16]`.
         *
         * A change: one tunnel at a time, hospital stays connected. The hospital must act first if the value it uses is removed.
         */
        readonly encryption: readonly ('AES256-GCM-16' | 'AES128-GCM-16' | 'AES256' | 'AES128')[];
        /**
         * Permitted integrity algorithms. AWS uses the weakest that both sides offer; the order has no effect.
         *
         * Valid: a list of integrity algorithms (SHA2-512, SHA2-384, SHA2-256, SHA1), like `[SHA2-512]`.
         *
         * A change: one tunnel at a time, hospital stays connected. The hospital must act first if the value it uses is removed.
         */
        readonly integrity: readonly ('SHA2-512' | 'SHA2-384' | 'SHA2-256' | 'SHA1')[];
        /**
         * Permitted Diffie-Hellman groups of phase 1 (IANA numbers).
         *
         * Valid: a list of DH groups (2, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24), like `[20]`.
         *
         * A change: one tunnel at a time, hospital stays connected. The hospital must act first if the value it uses is removed.
         */
        readonly dhGroups: readonly (2 | 14 | 15 | 16 | 17 | 18 | 19 | 20 | 21 | 22 | 23 | 24)[];
        /**
         * Seconds until phase 1 is renewed, 900 to 28800. Phase 2 must be shorter than phase 1.
         *
         * Valid: a number of seconds from 900 to 28800, like `28800`.
         *
         * A change: one tunnel at a time, hospital stays connected.
         *
         * @default 28800
         */
        readonly lifetimeSeconds?: number;
      };
      /**
       * The values that phase 2 may negotiate.
       *
       * Valid: a mapping with encryption, integrity, dhGroups and lifetimeSeconds, like `{ encryption: [AES256-GCM-16], integrity: [SHA2-384], dhGroups: [20], lifetimeSeconds: 3600 }`.
       */
      readonly phase2: {
        /**
         * Permitted encryption algorithms. AWS uses the weakest that both sides offer; the order has no effect.
         *
         * Valid: a list of encryption algorithms (AES256-GCM-16, AES128-GCM-16, AES256, AES128), like `[AES256-GCM-16]`.
         *
         * A change: one tunnel at a time, hospital stays connected. The hospital must act first if the value it uses is removed.
         */
        readonly encryption: readonly ('AES256-GCM-16' | 'AES128-GCM-16' | 'AES256' | 'AES128')[];
        /**
         * Permitted integrity algorithms. AWS uses the weakest that both sides offer; the order has no effect.
         *
         * Valid: a list of integrity algorithms (SHA2-512, SHA2-384, SHA2-256, SHA1), like `[SHA2-512]`.
         *
         * A change: one tunnel at a time, hospital stays connected. The hospital must act first if the value it uses is removed.
         */
        readonly integrity: readonly ('SHA2-512' | 'SHA2-384' | 'SHA2-256' | 'SHA1')[];
        /**
         * Permitted Diffie-Hellman groups of phase 2 (IANA numbers).
         *
         * Valid: a list of DH groups (2, 5, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24), like `[20]`.
         *
         * A change: one tunnel at a time, hospital stays connected. The hospital must act first if the value it uses is removed.
         */
        readonly dhGroups: readonly (2 | 5 | 14 | 15 | 16 | 17 | 18 | 19 | 20 | 21 | 22 | 23 | 24)[];
        /**
         * Seconds until phase 2 is renewed, 900 to 3600. Phase 2 must be shorter than phase 1.
         *
         * Valid: a number of seconds from 900 to 3600, like `3600`.
         *
         * A change: one tunnel at a time, hospital stays connected.
         *
         * @default 3600
         */
        readonly lifetimeSeconds?: number;
      };
    };
    /**
     * Seconds without an answer after which dead peer detection restarts the tunnel, at least 30 (eIFU: 30).
     *
     * Valid: a number of seconds, at least 30, like `30`.
     *
     * A change: one tunnel at a time, hospital stays connected.
     *
     * @default 30
     */
    readonly dpdTimeoutSeconds?: number;
    /**
     * `start`: AWS initiates, so that a tunnel comes back by itself after a change. `add`: the hospital initiates, for a device that cannot respond.
     *
     * Valid: start or add, like `start`.
     *
     * A change: one tunnel at a time, hospital stays connected. With `add`, `heartlab review` reports "hospital must act": the hospital starts each changed tunnel, and the other tunnel is not changed before that.
     *
     * @default "start"
     */
    readonly startup?: 'start' | 'add';
    /**
     * The two tunnels, always a pair.
     *
     * Valid: a list of exactly two tunnels, like `[{ insideCidr: 169.254.100.0/30 }, { insideCidr: 169.254.100.4/30 }]`.
     *
     * @default [{"insideCidr":"169.254.100.0/30","keyGeneration":1},{"insideCidr":"169.254.100.4/30","keyGeneration":1}]
     */
    readonly tunnels?: readonly [
      {
        /**
         * The /30 of 169.254.0.0/16 inside the tunnel: AWS takes the first address, the hospital the second. Blocks that AWS reserves are refused.
         *
         * Valid: a /30 in 169.254.0.0/16, like `169.254.100.0/30`.
         *
         * A change: fixed for life. A change would replace the connection and cut the hospital off.
         *
         * @default "169.254.100.0/30"
         */
        readonly insideCidr?: string;
        /**
         * The generation of the pre-shared key. Raising it by one creates a new key for this tunnel; the other tunnel keeps its key.
         *
         * Valid: a whole number from 1, raised by one for a new key, like `1`.
         *
         * A change: hospital must act. This tunnel stays down until the hospital has entered its new key. Raise one tunnel first, and the other in another pull request.
         *
         * @default 1
         */
        readonly keyGeneration?: number;
      },
      {
        /**
         * The /30 of 169.254.0.0/16 inside the tunnel: AWS takes the first address, the hospital the second. Blocks that AWS reserves are refused.
         *
         * Valid: a /30 in 169.254.0.0/16, like `169.254.100.4/30`.
         *
         * A change: fixed for life. A change would replace the connection and cut the hospital off.
         *
         * @default "169.254.100.4/30"
         */
        readonly insideCidr?: string;
        /**
         * The generation of the pre-shared key. Raising it by one creates a new key for this tunnel; the other tunnel keeps its key.
         *
         * Valid: a whole number from 1, raised by one for a new key, like `1`.
         *
         * A change: hospital must act. This tunnel stays down until the hospital has entered its new key. Raise one tunnel first, and the other in another pull request.
         *
         * @default 1
         */
        readonly keyGeneration?: number;
      },
    ];
    /**
     * `true` lets a change take the last working tunnel down.
     *
     * Valid: true or false, like `false`.
     *
     * A change: nothing. While it is `true`, another change may interrupt both tunnels.
     *
     * @default false
     */
    readonly acceptOutage?: boolean;
  };
  /**
   * Direct Connect, alone or with the VPN as its backup.
   *
   * Valid: a mapping with virtualInterfaces, like `(see the documented site file)`.
   *
   * @default - absent
   */
  readonly directConnect?: {
    /**
     * The BGP autonomous system number of the Direct Connect gateway, on the AWS side: 64512 to 65534, or 4200000000 to 4294967294 (RFC 6996).
     *
     * Valid: a private autonomous system number, 64512 to 65534 or 4200000000 to 4294967294, like `64512`.
     *
     * A change: fixed for life. AWS refuses another Direct Connect gateway while this one is connected to the site. The update fails, and no connection is interrupted.
     *
     * @default 64512
     */
    readonly awsAsn?: number;
    /**
     * The private virtual interfaces, 1 to 4. For resilience, use two or more on different connections.
     *
     * Valid: a list of 1 to 4 virtual interfaces, like `[{ name: primary, connectionId: dxcon-fg1a2b3c, vlan: 101, asn: 65010 }]`.
     *
     * A change: hospital must act. A new entry adds a path, and the others stay. The interface of a removed entry is deleted.
     */
    readonly virtualInterfaces: readonly {
      /**
       * The interface's name within the site, lower case. Part of its logical id.
       *
       * Valid: a name of lower-case letters, digits and hyphens, beginning with a letter, up to 31, like `primary`.
       *
       * A change: fixed for life. A new name would create another virtual interface, which AWS refuses while the existing one has the VLAN. The update fails, and no connection is interrupted.
       */
      readonly name: string;
      /**
       * The dedicated or hosted connection (`dxcon-…`) or link aggregation group (`dxlag-…`).
       *
       * Valid: the id of a Direct Connect connection or LAG (dxcon-… or dxlag-…), like `dxcon-fg1a2b3c`.
       *
       * A change: hospital must act. The virtual interface moves with its VLAN and peers. It carries no traffic during the move, and BGP starts again on the other connection.
       */
      readonly connectionId: string;
      /**
       * The 802.1Q VLAN, 1 to 4094, unique on its connection in the whole fleet.
       *
       * Valid: a VLAN from 1 to 4094, like `101`.
       *
       * A change: fixed for life. A new VLAN is another virtual interface. To move, add an entry with another name and the new VLAN. Remove this entry when the new one carries the traffic.
       */
      readonly vlan: number;
      /**
       * The hospital's BGP autonomous system number, 1 to 4294967295 (RFC 6793). Not 7224, 9059, 10124 or 17943, which AWS reserves.
       *
       * Valid: an autonomous system number from 1 to 4294967295, like `65010`.
       *
       * A change: hospital must act. The interface stays, but its BGP session is down until the hospital has configured the same value. Change one interface at a time.
       */
      readonly asn: number;
      /**
       * The BGP peer addresses: two addresses of one subnet, unique on the connection. Set both or neither. Default: AWS chooses them.
       *
       * Valid: a mapping with hospital and aws, like `{ hospital: 169.254.200.1/30, aws: 169.254.200.2/30 }`.
       *
       * A change: hospital must act. The interface stays, but its BGP session is down until the hospital has configured the same value. Change one interface at a time.
       *
       * @default - absent
       */
      readonly peering?: {
        /**
         * The BGP peer address of the hospital's router, with its prefix length.
         *
         * Valid: an IPv4 address with its prefix length, like `169.254.200.1/30`.
         *
         * A change: hospital must act. The interface stays, but its BGP session is down until the hospital has configured the same value. Change one interface at a time.
         */
        readonly hospital: string;
        /**
         * The BGP peer address of the AWS router, with its prefix length.
         *
         * Valid: an IPv4 address with its prefix length, like `169.254.200.2/30`.
         *
         * A change: hospital must act. The interface stays, but its BGP session is down until the hospital has configured the same value. Change one interface at a time.
         */
        readonly aws: string;
      };
      /**
       * The interface's MTU in bytes: 1500, or 9001 (jumbo frames).
       *
       * Valid: 1500 or 9001, like `1500`.
       *
       * A change: cloud side only. Every virtual interface of the connection may drop for up to 30 seconds. 9001 helps only if the hospital's whole path supports it. The VPN does not support it.
       *
       * @default 1500
       */
      readonly mtu?: 1500 | 9001;
      /**
       * The Secrets Manager name of the BGP MD5 key (never the key itself); default: the stack generates one.
       *
       * Valid: the name of a secret in Secrets Manager, of words joined by slashes, hyphens or underscores, like `heartlab/auckland-heart/dx-primary`.
       *
       * A change: hospital must act. BGP stays down until both sides have the same key. A new value in the same secret has no effect: name another secret.
       *
       * @default - absent
       */
      readonly authKeySecret?: string;
    }[];
  };
  /**
   * The DICOM traffic between the hospital and HeartLab.
   *
   * Valid: a mapping with `stow`, like `{ stow: { auth: mtls } }`.
   */
  readonly dicom: {
    /**
     * STOW-RS over HTTPS, TCP port 443 (DICOM PS3.18 section 10.5).
     *
     * Valid: a mapping with `auth`, like `{ auth: mtls }`.
     */
    readonly stow: {
      /**
       * How the PACS authenticates to the STOW-RS endpoint: `mtls` with a client certificate, `basic` with a user name and password. No default.
       *
       * Valid: mtls or basic, like `mtls`.
       *
       * A change: hospital must act. The hospital's PACS needs the other kind of credentials. With a managed ingest the addresses stay; with `ingest.service` the endpoint and its addresses are replaced.
       */
      readonly auth: 'mtls' | 'basic';
      /**
       * With `auth: basic`: the generation of the password. Raising it by one creates a new password. Default 1.
       *
       * Valid: a whole number from 1, raised by one for a new key, like `1`.
       *
       * A change: hospital must act. The old password stops working.
       *
       * @default - absent
       */
      readonly passwordGeneration?: number;
    };
    /**
     * C-STORE from the hospital over DIMSE. Absent: every DIMSE port is closed.
     *
     * Valid: a mapping with `ports`, like `{ ports: [11112], callingAeTitles: [AKLCT1] }`.
     *
     * @default - absent
     */
    readonly dimse?: {
      /**
       * The TCP ports on which the hospital may open DIMSE associations. A port that is not listed is closed.
       *
       * Valid: a list of DIMSE ports (104, 11112, 2762), like `[11112]`.
       *
       * A change: hospital must act. An added port must also be opened in the hospital’s firewall. A removed port is closed at once, so the hospital stops sending there first.
       */
      readonly ports: readonly (104 | 11112 | 2762)[];
      /**
       * The calling AE titles from which DIMSE associations are accepted. Required with a managed ingest.
       *
       * Valid: a list of AE titles, like `[AKLCT1]`.
       *
       * A change: cloud side only. If a title is removed, `heartlab review` reports "hospital must act": its sender can no longer send.
       *
       * @default - absent
       */
      readonly callingAeTitles?: readonly string[];
    };
    /**
     * The hospital's PACS that HeartLab sends results to.
     *
     * Valid: a list of destinations, like `[{ aeTitle: AKLPACS1, address: 10.20.1.15, port: 11112 }]`.
     *
     * A change: hospital must act. A new destination needs a firewall rule from the delivery addresses; the tunnels stay.
     *
     * @default - absent
     */
    readonly deliverTo?: readonly {
      /**
       * The called AE title of the hospital's PACS.
       *
       * Valid: a DICOM AE title (1 to 16 printable ASCII characters, no backslash), like `AKLPACS1`.
       *
       * A change: cloud side only.
       */
      readonly aeTitle: string;
      /**
       * The PACS's IPv4 address: inside `hospitalCidrs`, and in RFC 1918 or 100.64.0.0/10 (a load balancer accepts no other target).
       *
       * Valid: an IPv4 address, like `10.20.1.15`.
       *
       * A change: cloud side only.
       */
      readonly address: string;
      /**
       * The PACS's TCP port, 1 to 65534: the DICOMweb server accepts no higher port.
       *
       * Valid: a TCP port from 1 to 65534, like `11112`.
       *
       * A change: cloud side only.
       */
      readonly port: number;
    }[];
  };
  /**
   * Alarms in addition to those that every site has.
   *
   * Valid: a mapping with quietAfterHours, like `{ quietAfterHours: 24 }`.
   *
   * @default - absent
   */
  readonly alarms?: {
    /**
     * The alarm fires when no study has arrived for this many hours, 1 to 168. Absent: there is no such alarm. It needs a managed ingest.
     *
     * Valid: a number of hours from 1 to 168, like `24`.
     *
     * A change: cloud side only.
     *
     * @default - absent
     */
    readonly quietAfterHours?: number;
  };
  /**
   * Findings that this site accepts, each with a reason, an approver and an end date.
   *
   * Valid: a list of acknowledgements, like `[{ rule: HeartLab-VPN3, reason: "…", approvedBy: security@heartlab.example, expires: 2027-03-31 }]`.
   *
   * A change: nothing.
   *
   * @default []
   */
  readonly acknowledge?: readonly {
    /**
     * The id of a rule of the HeartLab pack.
     *
     * Valid: the id of a HeartLab rule, like `HeartLab-VPN3`.
     *
     * A change: nothing.
     */
    readonly rule: string;
    /**
     * The reason why the site accepts this finding, for an auditor.
     *
     * Valid: a reason of 10 to 500 characters, like `"Clinic's ASA 5505 has no SHA-2"`.
     *
     * A change: nothing.
     */
    readonly reason: string;
    /**
     * The e-mail address of the approver.
     *
     * Valid: an e-mail address, like `security@heartlab.example`.
     *
     * A change: nothing.
     */
    readonly approvedBy: string;
    /**
     * The last day on which the acknowledgement is valid, YYYY-MM-DD.
     *
     * Valid: a date (YYYY-MM-DD), like `2027-03-31`.
     *
     * A change: nothing. After this date, `heartlab check` fails and synth warns.
     */
    readonly expires: string;
  }[];
}

/** One valid hospital, with every default. */
export type Site = {
  /** The site's name, equal to the file's name. The stack is SiteStack-<site>. */
  readonly site: string;
  /** The hospital's display name. */
  readonly name: string;
  /** The environment in which the site is deployed: a key of environments.yaml. */
  readonly environment: string;
  /** The people to contact. */
  readonly contacts: {
    /** The hospital's network administrators, at least one. */
    readonly network: readonly string[];
  };
  /** The two networks that are connected. */
  readonly network: {
    /** "Local IPv4 CIDR block" of the eIFU: the hospital's subnets that need connectivity, 1 to 50. Append new ones at the end. */
    readonly hospitalCidrs: readonly string[];
    /** "Remote subnet" of the eIFU: the CIDR block of the site VPC. A /26, unique in the fleet. */
    readonly cloudCidr: string;
  };
  /** The dual-tunnel IPsec VPN (IKEv2, route-based). */
  readonly vpn?: {
    /** The hospital's VPN device (customer gateway). */
    readonly gateway: {
      /** "Public IP address" of the eIFU: public, routable IPv4 of the hospital's router or firewall. */
      readonly publicIp: string;
      /** "Gateway device model" of the eIFU: it selects the device configuration in the handover pack. */
      readonly device: 'cisco-ios-xe' | 'cisco-asa' | 'cisco-ftd' | 'juniper-srx' | 'palo-alto' | 'fortigate' | 'sophos' | 'meraki-mx' | 'check-point' | 'watchguard' | 'sonicwall' | 'pfsense' | 'opnsense' | 'strongswan' | 'mikrotik' | 'vyos' | 'draytek' | 'unifi' | 'azure-vpn-gateway' | 'generic';
      /** The model of the device, as its label states it. It selects the variant of the device configuration. */
      readonly model?: string;
      /** The software release of the device, as the device shows it, with a mode such as `SD-WAN` or `advanced routing`. It selects the spelling of the device configuration. Without it, the configuration is for the common releases. */
      readonly release?: string;
      /** The proposal that the device really uses, if it isn't the one that the handover pack recommends. The pack then contains it, `heartlab review` judges a change of `vpn.ipsec` by it, and `heartlab status` compares it with the tunnels. Both tunnels use it. */
      readonly proposal?: {
        /** What the device uses in phase 1. */
        readonly phase1: {
          /** The encryption algorithm that the device uses. */
          readonly encryption: 'AES256-GCM-16' | 'AES128-GCM-16' | 'AES256' | 'AES128';
          /** The integrity algorithm that the device uses. With AES-GCM, it is the pseudo-random function, and optional. */
          readonly integrity?: 'SHA2-512' | 'SHA2-384' | 'SHA2-256' | 'SHA1';
          /** The Diffie-Hellman group of phase 1 that the device uses (IANA number). */
          readonly dhGroup: 2 | 14 | 15 | 16 | 17 | 18 | 19 | 20 | 21 | 22 | 23 | 24;
        };
        /** What the device uses in phase 2. */
        readonly phase2: {
          /** The encryption algorithm that the device uses. */
          readonly encryption: 'AES256-GCM-16' | 'AES128-GCM-16' | 'AES256' | 'AES128';
          /** The integrity algorithm that the device uses. With AES-GCM, it is not used. */
          readonly integrity?: 'SHA2-512' | 'SHA2-384' | 'SHA2-256' | 'SHA1';
          /** The Diffie-Hellman group of phase 2 that the device uses (IANA number). */
          readonly dhGroup: 2 | 5 | 14 | 15 | 16 | 17 | 18 | 19 | 20 | 21 | 22 | 23 | 24;
        };
      };
      /** The hospital's BGP autonomous system number, 1 to 4294967295 (RFC 6793). Not 7224, 9059, 10124 or 17943, which AWS reserves. */
      readonly asn?: number;
      /** Earlier { publicIp, asn } pairs of this hospital, oldest first. They keep the connection, with its addresses and keys, when the hospital's gateway moves. Never remove or change the first entry. */
      readonly previous: readonly {
        /** A public IPv4 address that the hospital had before. */
        readonly publicIp: string;
        /** The hospital's BGP autonomous system number, 1 to 4294967295 (RFC 6793). Not 7224, 9059, 10124 or 17943, which AWS reserves. */
        readonly asn?: number;
      }[];
    };
    /** The BGP autonomous system number of the virtual private gateway, on the AWS side: 64512 to 65534, or 4200000000 to 4294967294 (RFC 6996). */
    readonly awsAsn: number;
    /** `bgp`: routes are learnt. `static`: the VPN connection has a static route for each of `hospitalCidrs`. No default. */
    readonly routing: 'bgp' | 'static';
    /** The proposals that the tunnels accept. `eifu`: all permitted values, for a device that supports nothing better; it causes a finding HeartLab-VPN3 to acknowledge. `strong`: NIST SP 800-77r1. `nzism`: NZISM 3.9. `{ phase1, phase2 }`: your own values. No default. */
    readonly ipsec: 'eifu' | 'strong' | 'nzism' | {
      /** The values that phase 1 may negotiate. */
      readonly phase1: {
        /** Permitted encryption algorithms. AWS uses the weakest that both sides offer; the order has no effect. */
        readonly encryption: readonly ('AES256-GCM-16' | 'AES128-GCM-16' | 'AES256' | 'AES128')[];
        /** Permitted integrity algorithms. AWS uses the weakest that both sides offer; the order has no effect. */
        readonly integrity: readonly ('SHA2-512' | 'SHA2-384' | 'SHA2-256' | 'SHA1')[];
        /** Permitted Diffie-Hellman groups of phase 1 (IANA numbers). */
        readonly dhGroups: readonly (2 | 14 | 15 | 16 | 17 | 18 | 19 | 20 | 21 | 22 | 23 | 24)[];
        /** Seconds until phase 1 is renewed, 900 to 28800. Phase 2 must be shorter than phase 1. */
        readonly lifetimeSeconds: number;
      };
      /** The values that phase 2 may negotiate. */
      readonly phase2: {
        /** Permitted encryption algorithms. AWS uses the weakest that both sides offer; the order has no effect. */
        readonly encryption: readonly ('AES256-GCM-16' | 'AES128-GCM-16' | 'AES256' | 'AES128')[];
        /** Permitted integrity algorithms. AWS uses the weakest that both sides offer; the order has no effect. */
        readonly integrity: readonly ('SHA2-512' | 'SHA2-384' | 'SHA2-256' | 'SHA1')[];
        /** Permitted Diffie-Hellman groups of phase 2 (IANA numbers). */
        readonly dhGroups: readonly (2 | 5 | 14 | 15 | 16 | 17 | 18 | 19 | 20 | 21 | 22 | 23 | 24)[];
        /** Seconds until phase 2 is renewed, 900 to 3600. Phase 2 must be shorter than phase 1. */
        readonly lifetimeSeconds: number;
      };
    };
    /** Seconds without an answer after which dead peer detection restarts the tunnel, at least 30 (eIFU: 30). */
    readonly dpdTimeoutSeconds: number;
    /** `start`: AWS initiates, so that a tunnel comes back by itself after a change. `add`: the hospital initiates, for a device that cannot respond. */
    readonly startup: 'start' | 'add';
    /** The two tunnels, always a pair. */
    readonly tunnels: readonly [
      {
        /** The /30 of 169.254.0.0/16 inside the tunnel: AWS takes the first address, the hospital the second. Blocks that AWS reserves are refused. */
        readonly insideCidr: string;
        /** The generation of the pre-shared key. Raising it by one creates a new key for this tunnel; the other tunnel keeps its key. */
        readonly keyGeneration: number;
      },
      {
        /** The /30 of 169.254.0.0/16 inside the tunnel: AWS takes the first address, the hospital the second. Blocks that AWS reserves are refused. */
        readonly insideCidr: string;
        /** The generation of the pre-shared key. Raising it by one creates a new key for this tunnel; the other tunnel keeps its key. */
        readonly keyGeneration: number;
      },
    ];
    /** `true` lets a change take the last working tunnel down. */
    readonly acceptOutage: boolean;
  };
  /** Direct Connect, alone or with the VPN as its backup. */
  readonly directConnect?: {
    /** The BGP autonomous system number of the Direct Connect gateway, on the AWS side: 64512 to 65534, or 4200000000 to 4294967294 (RFC 6996). */
    readonly awsAsn: number;
    /** The private virtual interfaces, 1 to 4. For resilience, use two or more on different connections. */
    readonly virtualInterfaces: readonly {
      /** The interface's name within the site, lower case. Part of its logical id. */
      readonly name: string;
      /** The dedicated or hosted connection (`dxcon-…`) or link aggregation group (`dxlag-…`). */
      readonly connectionId: string;
      /** The 802.1Q VLAN, 1 to 4094, unique on its connection in the whole fleet. */
      readonly vlan: number;
      /** The hospital's BGP autonomous system number, 1 to 4294967295 (RFC 6793). Not 7224, 9059, 10124 or 17943, which AWS reserves. */
      readonly asn: number;
      /** The BGP peer addresses: two addresses of one subnet, unique on the connection. Set both or neither. Default: AWS chooses them. */
      readonly peering?: {
        /** The BGP peer address of the hospital's router, with its prefix length. */
        readonly hospital: string;
        /** The BGP peer address of the AWS router, with its prefix length. */
        readonly aws: string;
      };
      /** The interface's MTU in bytes: 1500, or 9001 (jumbo frames). */
      readonly mtu: 1500 | 9001;
      /** The Secrets Manager name of the BGP MD5 key (never the key itself); default: the stack generates one. */
      readonly authKeySecret?: string;
    }[];
  };
  /** The DICOM traffic between the hospital and HeartLab. */
  readonly dicom: {
    /** STOW-RS over HTTPS, TCP port 443 (DICOM PS3.18 section 10.5). */
    readonly stow: {
      /** How the PACS authenticates to the STOW-RS endpoint: `mtls` with a client certificate, `basic` with a user name and password. No default. */
      readonly auth: 'mtls' | 'basic';
      /** With `auth: basic`: the generation of the password. Raising it by one creates a new password. Default 1. */
      readonly passwordGeneration?: number;
    };
    /** C-STORE from the hospital over DIMSE. Absent: every DIMSE port is closed. */
    readonly dimse?: {
      /** The TCP ports on which the hospital may open DIMSE associations. A port that is not listed is closed. */
      readonly ports: readonly (104 | 11112 | 2762)[];
      /** The calling AE titles from which DIMSE associations are accepted. Required with a managed ingest. */
      readonly callingAeTitles?: readonly string[];
    };
    /** The hospital's PACS that HeartLab sends results to. */
    readonly deliverTo?: readonly {
      /** The called AE title of the hospital's PACS. */
      readonly aeTitle: string;
      /** The PACS's IPv4 address: inside `hospitalCidrs`, and in RFC 1918 or 100.64.0.0/10 (a load balancer accepts no other target). */
      readonly address: string;
      /** The PACS's TCP port, 1 to 65534: the DICOMweb server accepts no higher port. */
      readonly port: number;
    }[];
  };
  /** Alarms in addition to those that every site has. */
  readonly alarms?: {
    /** The alarm fires when no study has arrived for this many hours, 1 to 168. Absent: there is no such alarm. It needs a managed ingest. */
    readonly quietAfterHours?: number;
  };
  /** Findings that this site accepts, each with a reason, an approver and an end date. */
  readonly acknowledge: readonly {
    /** The id of a rule of the HeartLab pack. */
    readonly rule: string;
    /** The reason why the site accepts this finding, for an auditor. */
    readonly reason: string;
    /** The e-mail address of the approver. */
    readonly approvedBy: string;
    /** The last day on which the acknowledgement is valid, YYYY-MM-DD. */
    readonly expires: string;
  }[];
};

/** One environment, as an author writes it, without its name. */
export interface EnvironmentSettings {
  /**
   * The AWS account, twelve digits in quotes.
   *
   * Valid: an AWS account number in quotes, twelve digits, like `"111122223333"`.
   *
   * A change: fixed for life.
   */
  readonly account: string;
  /**
   * The AWS Region.
   *
   * Valid: an AWS Region, like `ap-southeast-2`.
   *
   * A change: fixed for life.
   */
  readonly region: string;
  /**
   * Two or three availability zones, append-only. Synth does not look them up, so it needs no credentials.
   *
   * Valid: a list of two or three availability zones, like `[ap-southeast-2a, ap-southeast-2b]`.
   *
   * A change: fixed for life. A third zone may be appended. Every site then gets one more endpoint address.
   */
  readonly availabilityZones: readonly string[];
  /**
   * The destination of studies. Set exactly one of `managed` and `service`.
   *
   * Valid: a mapping with domain, and managed or service, like `{ domain: ingest.sydney.heartlab.example, service: { … } }`.
   */
  readonly ingest: {
    /**
     * The domain of the ingest. A hospital posts to https://<site>.<domain>/dicomweb/studies.
     *
     * Valid: a domain name in lower case, like `ingest.sydney.heartlab.example`.
     *
     * A change: hospital must act. Every PACS of the environment must be given the new URL.
     */
    readonly domain: string;
    /**
     * The public Route 53 hosted zone of that domain. Each site stack then creates the record <site>.<domain> for its own endpoint. Without this setting, the handover pack lists the record to create.
     *
     * Valid: the id of a Route 53 hosted zone, like `Z0123456789ABCDEFGHIJ`.
     *
     * A change: cloud side only.
     *
     * @default - absent
     */
    readonly hostedZoneId?: string;
    /**
     * The CA certificates that hospitals must trust, as PEM. Default: the public root CAs.
     *
     * Valid: a path relative to the folder of this file, on one line, like `certs/server-ca.pem`.
     *
     * A change: hospital must act.
     *
     * @default - absent
     */
    readonly serverCaBundle?: string;
    /**
     * A managed ingest, deployed by IngestStack-<environment>, with a CellStack-<site> for each site.
     *
     * Valid: a mapping with cidr, certificateArn, clientCaBundle, server and gate, like `(see the documented environments.yaml)`.
     *
     * @default - absent
     */
    readonly managed?: {
      /**
       * The CIDR block of the ingest's own VPC, /16 to /20. A /20 has addresses for 81 sites, a /19 for 166. One database has connections for 36 sites.
       *
       * Valid: an IPv4 CIDR block, like `10.255.0.0/20`.
       *
       * A change: fixed for life.
       */
      readonly cidr: string;
      /**
       * The ACM certificate that covers *.<domain>, in the same Region.
       *
       * Valid: the ARN of an ACM certificate, like `arn:aws:acm:ap-southeast-2:111122223333:certificate/00000000-0000-0000-0000-000000000000`.
       *
       * A change: cloud side only.
       */
      readonly certificateArn: string;
      /**
       * PEM certificates of the CA that issues the hospitals' client certificates. The file is checked before synth, and must never contain a private key.
       *
       * Valid: a path relative to the folder of this file, on one line, like `certs/heartlab-client-ca.pem`.
       *
       * A change: hospital must act.
       */
      readonly clientCaBundle: string;
      /**
       * PEM certificate revocation lists of the client CA, up to 15. A new list is added before an old one is removed, and a trust store accepts 30.
       *
       * Valid: a list of paths, like `[certs/client-ca.crl.pem]`.
       *
       * A change: cloud side only.
       *
       * @default []
       */
      readonly revocationLists?: readonly string[];
      /**
       * The size of each task of a cell. A cell has two tasks.
       *
       * Valid: a mapping with vcpus and memoryGiB, like `{ vcpus: 1, memoryGiB: 4 }`.
       *
       * @default {"vcpus":1,"memoryGiB":4}
       */
      readonly task?: {
        /**
         * vCPUs of one task.
         *
         * Valid: 1, 2, 4, 8 or 16, like `1`.
         *
         * A change: cloud side only.
         *
         * @default 1
         */
        readonly vcpus?: 1 | 2 | 4 | 8 | 16;
        /**
         * GiB of memory of one task. The vCPUs limit what Fargate offers.
         *
         * Valid: a whole number of GiB from 2 to 120, like `4`.
         *
         * A change: cloud side only.
         *
         * @default 4
         */
        readonly memoryGiB?: number;
      };
      /**
       * MiB of the largest DICOM object that is accepted. The server keeps whole objects in memory: larger objects need more memory.
       *
       * Valid: a whole number of MiB from 1 to 4096, like `512`.
       *
       * A change: cloud side only.
       *
       * @default 512
       */
      readonly largestObjectMiB?: number;
      /**
       * The image of the DICOMweb server (Orthanc), by digest.
       *
       * Valid: an image by digest from a private repository (<account>.dkr.ecr.<region>.amazonaws.com/<name>@sha256:<64 hex digits>), like `111122223333.dkr.ecr.ap-southeast-2.amazonaws.com/orthanc@sha256:<64 hex digits>`.
       *
       * A change: cloud side only.
       */
      readonly server: string;
      /**
       * The image of the gate (services/gate), by digest.
       *
       * Valid: an image by digest from a private repository (<account>.dkr.ecr.<region>.amazonaws.com/<name>@sha256:<64 hex digits>), like `111122223333.dkr.ecr.ap-southeast-2.amazonaws.com/heartlab-gate@sha256:<64 hex digits>`.
       *
       * A change: cloud side only.
       */
      readonly gate: string;
    };
    /**
     * Existing endpoint services, one for each kind of authentication.
     *
     * Valid: a mapping with mtls, basic or both, like `{ mtls: com.amazonaws.vpce.ap-southeast-2.vpce-svc-0123456789abcdef0 }`.
     *
     * @default - absent
     */
    readonly service?: {
      /**
       * The name of the endpoint service for mTLS authentication. It must cover the environment's zones, by zone id.
       *
       * Valid: the name of an endpoint service (com.amazonaws.vpce.<region>.vpce-svc-…), like `com.amazonaws.vpce.ap-southeast-2.vpce-svc-0123456789abcdef0`.
       *
       * A change: hospital must act. The endpoints of every site that uses the service are replaced and get new addresses.
       *
       * @default - absent
       */
      readonly mtls?: string;
      /**
       * The name of the endpoint service for Basic authentication. It must cover the environment's zones, by zone id.
       *
       * Valid: the name of an endpoint service (com.amazonaws.vpce.<region>.vpce-svc-…), like `com.amazonaws.vpce.ap-southeast-2.vpce-svc-0123456789abcdef0`.
       *
       * A change: hospital must act. The endpoints of every site that uses the service are replaced and get new addresses.
       *
       * @default - absent
       */
      readonly basic?: string;
    };
  };
  /**
   * The SNS topic that every alarm notifies. Default: the platform stack creates one.
   *
   * Valid: the ARN of an SNS topic, like `arn:aws:sns:ap-southeast-2:111122223333:connectivity-alarms`.
   *
   * A change: cloud side only.
   *
   * @default - absent
   */
  readonly alarmTopicArn?: string;
  /**
   * How hospitals reach HeartLab. The handover pack needs it, unless it is a preview.
   *
   * Valid: a mapping with telephone, email, hours and emergency, like `{ telephone: "+61 2 5550 0123", email: connectivity@heartlab.example, hours: "Monday to Friday, 8:00 to 18:00, Australia/Sydney", emergency: "+61 2 7010 0145" }`.
   *
   * @default - absent
   */
  readonly contacts?: {
    /**
     * The telephone number for hospitals, in the hours below.
     *
     * Valid: a telephone number in quotes, with + and the country code, 7 to 15 digits, like `"+61 2 5550 0123"`.
     *
     * A change: nothing. Earlier packs have the old value, so send new ones.
     */
    readonly telephone: string;
    /**
     * The e-mail address for hospitals.
     *
     * Valid: an e-mail address, like `connectivity@heartlab.example`.
     *
     * A change: nothing. Earlier packs have the old value, so send new ones.
     */
    readonly email: string;
    /**
     * When the telephone is answered, with the time zone.
     *
     * Valid: a text of 1 to 200 characters, like `Monday to Friday, 8:00 to 18:00, Australia/Sydney`.
     *
     * A change: nothing. Earlier packs have the old value, so send new ones.
     */
    readonly hours: string;
    /**
     * The telephone number for an outage or a security incident, at any time.
     *
     * Valid: a telephone number in quotes, with + and the country code, 7 to 15 digits, like `"+61 2 7010 0145"`.
     *
     * A change: nothing. Earlier packs have the old value, so send new ones.
     */
    readonly emergency: string;
  };
  /**
   * What the front page of `heartlab audit` states about the system. It shows what is missing.
   *
   * Valid: a mapping with description, owner and signOff, like `(see the documented environments.yaml)`.
   *
   * @default - absent
   */
  readonly system?: {
    /**
     * What the system is for, and what belongs to it.
     *
     * Valid: a description of 10 to 1000 characters, on one line, like `"Receives echocardiography studies of hospitals over private connections."`.
     *
     * A change: nothing.
     *
     * @default - absent
     */
    readonly description?: string;
    /**
     * The person who is accountable for the system.
     *
     * Valid: a mapping with name, role and email, like `{ name: Alex Example, role: Head of Platform, email: platform-owner@heartlab.example }`.
     *
     * @default - absent
     */
    readonly owner?: {
      /**
       * The name of the owner.
       *
       * Valid: a name of 1 to 200 characters, like `Alex Example`.
       *
       * A change: nothing.
       */
      readonly name: string;
      /**
       * The role of the owner.
       *
       * Valid: a role of 1 to 200 characters, like `Head of Platform`.
       *
       * A change: nothing.
       */
      readonly role: string;
      /**
       * The e-mail address of the owner.
       *
       * Valid: an e-mail address, like `platform-owner@heartlab.example`.
       *
       * A change: nothing.
       */
      readonly email: string;
    };
    /**
     * Who signs the evidence, one to eight roles.
     *
     * Valid: a list of mappings with role, and name if it is known, like `[{ role: Head of Platform, name: Alex Example }, { role: Information Security Manager }]`.
     *
     * A change: nothing.
     *
     * @default - absent
     */
    readonly signOff?: readonly {
      /**
       * The role of a person who signs.
       *
       * Valid: a role of 1 to 200 characters, like `Information Security Manager`.
       *
       * A change: nothing.
       */
      readonly role: string;
      /**
       * The name of the person. Default: a line to write it on.
       *
       * Valid: a name of 1 to 200 characters, like `Sam Example`.
       *
       * A change: nothing.
       *
       * @default - absent
       */
      readonly name?: string;
    }[];
  };
}

/** One valid environment, with every default and without its name. */
export type CompleteEnvironment = {
  /** The AWS account, twelve digits in quotes. */
  readonly account: string;
  /** The AWS Region. */
  readonly region: string;
  /** Two or three availability zones, append-only. Synth does not look them up, so it needs no credentials. */
  readonly availabilityZones: readonly string[];
  /** The destination of studies. Set exactly one of `managed` and `service`. */
  readonly ingest: {
    /** The domain of the ingest. A hospital posts to https://<site>.<domain>/dicomweb/studies. */
    readonly domain: string;
    /** The public Route 53 hosted zone of that domain. Each site stack then creates the record <site>.<domain> for its own endpoint. Without this setting, the handover pack lists the record to create. */
    readonly hostedZoneId?: string;
    /** The CA certificates that hospitals must trust, as PEM. Default: the public root CAs. */
    readonly serverCaBundle?: string;
    /** A managed ingest, deployed by IngestStack-<environment>, with a CellStack-<site> for each site. */
    readonly managed?: {
      /** The CIDR block of the ingest's own VPC, /16 to /20. A /20 has addresses for 81 sites, a /19 for 166. One database has connections for 36 sites. */
      readonly cidr: string;
      /** The ACM certificate that covers *.<domain>, in the same Region. */
      readonly certificateArn: string;
      /** PEM certificates of the CA that issues the hospitals' client certificates. The file is checked before synth, and must never contain a private key. */
      readonly clientCaBundle: string;
      /** PEM certificate revocation lists of the client CA, up to 15. A new list is added before an old one is removed, and a trust store accepts 30. */
      readonly revocationLists: readonly string[];
      /** The size of each task of a cell. A cell has two tasks. */
      readonly task: {
        /** vCPUs of one task. */
        readonly vcpus: 1 | 2 | 4 | 8 | 16;
        /** GiB of memory of one task. The vCPUs limit what Fargate offers. */
        readonly memoryGiB: number;
      };
      /** MiB of the largest DICOM object that is accepted. The server keeps whole objects in memory: larger objects need more memory. */
      readonly largestObjectMiB: number;
      /** The image of the DICOMweb server (Orthanc), by digest. */
      readonly server: string;
      /** The image of the gate (services/gate), by digest. */
      readonly gate: string;
    };
    /** Existing endpoint services, one for each kind of authentication. */
    readonly service?: {
      /** The name of the endpoint service for mTLS authentication. It must cover the environment's zones, by zone id. */
      readonly mtls?: string;
      /** The name of the endpoint service for Basic authentication. It must cover the environment's zones, by zone id. */
      readonly basic?: string;
    };
  };
  /** The SNS topic that every alarm notifies. Default: the platform stack creates one. */
  readonly alarmTopicArn?: string;
  /** How hospitals reach HeartLab. The handover pack needs it, unless it is a preview. */
  readonly contacts?: {
    /** The telephone number for hospitals, in the hours below. */
    readonly telephone: string;
    /** The e-mail address for hospitals. */
    readonly email: string;
    /** When the telephone is answered, with the time zone. */
    readonly hours: string;
    /** The telephone number for an outage or a security incident, at any time. */
    readonly emergency: string;
  };
  /** What the front page of `heartlab audit` states about the system. It shows what is missing. */
  readonly system?: {
    /** What the system is for, and what belongs to it. */
    readonly description?: string;
    /** The person who is accountable for the system. */
    readonly owner?: {
      /** The name of the owner. */
      readonly name: string;
      /** The role of the owner. */
      readonly role: string;
      /** The e-mail address of the owner. */
      readonly email: string;
    };
    /** Who signs the evidence, one to eight roles. */
    readonly signOff?: readonly {
      /** The role of a person who signs. */
      readonly role: string;
      /** The name of the person. Default: a line to write it on. */
      readonly name?: string;
    }[];
  };
};
