/**
 * The parts of published schemas that the device files use, typed out as facts with their source. A file that leaves them fails.
 * None of the vendors' files is in this project.
 */

/** Names of properties by the path to them, and the permitted values of those that are enumerations. */
export interface SchemaFacts {
  readonly source: string;
  readonly properties: Readonly<Record<string, readonly string[]>>;
  readonly enumerations: Readonly<Record<string, readonly string[]>>;
}

/** learn.microsoft.com/azure/templates/microsoft.network/2023-09-01: localNetworkGateways, connections. */
export const AZURE_BICEP: SchemaFacts = {
  source: 'Microsoft.Network 2023-09-01, Bicep resource definitions of localNetworkGateways and connections',
  properties: {
    'Microsoft.Network/virtualNetworkGateways': ['name'],
    'Microsoft.Network/localNetworkGateways': [
      ...['name', 'location', 'properties', 'gatewayIpAddress', 'localNetworkAddressSpace', 'addressPrefixes'],
      ...['bgpSettings', 'asn', 'bgpPeeringAddress', 'peerWeight'],
    ],
    'Microsoft.Network/connections': [
      ...['name', 'location', 'properties', 'connectionType', 'connectionProtocol', 'connectionMode', 'routingWeight'],
      ...['sharedKey', 'dpdTimeoutSeconds', 'enableBgp', 'usePolicyBasedTrafficSelectors', 'virtualNetworkGateway1'],
      ...['localNetworkGateway2', 'id', 'gatewayCustomBgpIpAddresses', 'customBgpIpAddress', 'ipConfigurationId'],
      ...['ipsecPolicies', 'ikeEncryption', 'ikeIntegrity', 'dhGroup', 'ipsecEncryption', 'ipsecIntegrity', 'pfsGroup'],
      ...['saLifeTimeSeconds', 'saDataSizeKilobytes'],
    ],
  },
  enumerations: {
    connectionType: ['ExpressRoute', 'IPsec', 'VPNClient', 'Vnet2Vnet'],
    connectionProtocol: ['IKEv1', 'IKEv2'],
    connectionMode: ['Default', 'InitiatorOnly', 'ResponderOnly'],
    dhGroup: ['DHGroup1', 'DHGroup14', 'DHGroup2', 'DHGroup2048', 'DHGroup24', 'ECP256', 'ECP384', 'None'],
    ikeEncryption: ['AES128', 'AES192', 'AES256', 'DES', 'DES3', 'GCMAES128', 'GCMAES256'],
    ikeIntegrity: ['GCMAES128', 'GCMAES256', 'MD5', 'SHA1', 'SHA256', 'SHA384'],
    ipsecEncryption: ['AES128', 'AES192', 'AES256', 'DES', 'DES3', 'GCMAES128', 'GCMAES192', 'GCMAES256', 'None'],
    ipsecIntegrity: ['GCMAES128', 'GCMAES192', 'GCMAES256', 'MD5', 'SHA1', 'SHA256'],
    pfsGroup: ['ECP256', 'ECP384', 'None', 'PFS1', 'PFS14', 'PFS2', 'PFS2048', 'PFS24', 'PFSMM'],
  },
};

/** CiscoDevNet/FTDAnsible, library/generated: fdm_ikev_two_policy.py and fdm_ikev_two_proposal.py. */
export const FDM_API: SchemaFacts = {
  source: 'CiscoDevNet/FTDAnsible, addIkevTwoPolicy and addIkevTwoProposal',
  properties: {
    ikevtwopolicy: [
      ...['version', 'name', 'enabled', 'lifeTime', 'priority', 'encryptionTypes', 'groupTypes', 'integrityTypes'],
      ...['prfTypes', 'summaryLabel', 'cryptoRestricted', 'id', 'isSystemDefined', 'type'],
    ],
    ikevtwoproposal: [
      ...['version', 'name', 'encryptionTypes', 'integrityTypes', 'summaryLabel', 'cryptoRestricted'],
      ...['defaultAssignable', 'id', 'isSystemDefined', 'type'],
    ],
  },
  enumerations: {
    encryptionTypes: ['NULL', 'DES', 'THREE_DES', 'AES', 'AES192', 'AES256', 'AES_GCM', 'AES_GCM192', 'AES_GCM256'],
    'ikevtwopolicy integrityTypes': ['NULL', 'MD5', 'SHA', 'SHA256', 'SHA384', 'SHA512'],
    'ikevtwoproposal integrityTypes': ['NULL', 'MD5', 'SHA1', 'SHA256', 'SHA384', 'SHA512'],
    prfTypes: ['MD5', 'SHA', 'SHA256', 'SHA384', 'SHA512'],
    groupTypes: ['GROUP1', 'GROUP2', 'GROUP5', 'GROUP14', 'GROUP19', 'GROUP20', 'GROUP21', 'GROUP24'],
  },
};

/** swanctl.conf(5) of strongSwan 5.9: the settings by section. */
export const SWANCTL: SchemaFacts = {
  source: 'swanctl.conf(5), strongSwan 5.9.8',
  properties: {
    'connections.*': [
      ...['version', 'local_addrs', 'remote_addrs', 'proposals', 'rekey_time', 'over_time', 'reauth_time', 'dpd_delay'],
      ...['dpd_timeout', 'mobike', 'unique', 'keyingtries', 'encap'],
    ],
    'connections.*.local': ['auth', 'id'],
    'connections.*.remote': ['auth', 'id'],
    'connections.*.children.*': [
      ...['esp_proposals', 'mode', 'local_ts', 'remote_ts', 'rekey_time', 'life_time', 'dpd_action', 'start_action'],
      ...['close_action', 'if_id_in', 'if_id_out', 'reqid', 'policies'],
    ],
    'secrets.*': ['id-local', 'id-remote', 'secret'],
  },
  enumerations: {
    version: ['0', '1', '2'],
    unique: ['never', 'no', 'keep', 'replace'],
    auth: ['pubkey', 'psk', 'eap', 'xauth'],
    mode: ['tunnel', 'transport', 'transport_proxy', 'beet', 'pass', 'drop'],
    dpd_action: ['clear', 'trap', 'restart', 'none', 'start'],
    start_action: ['none', 'trap', 'start', 'trap|start'],
    close_action: ['none', 'trap', 'start'],
    mobike: ['yes', 'no'],
    policies: ['yes', 'no'],
  },
};
