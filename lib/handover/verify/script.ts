import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HEARTLAB_AE_TITLE } from '../../config/dicom-service';
import { STOW_PORT } from '../../config/ports';
import { CODE_FOLDER } from '../../project/paths';
import type { HandoverFacts } from '../facts';
import { placeholdersIn } from '../placeholder';

/** `verify.sh`: the site's settings, then the shell files that all sites share. */

const PARTS = ['1-start', '2-network', '3-tls', '4-study', '5-dimse', '6-run'] as const;

export interface VerifyOptions {
  /** The calling AE titles of the site; C-ECHO uses the first. */
  readonly callingAeTitles: readonly string[];
  /** Whether HeartLab creates the DNS record. */
  readonly recordByHeartLab: boolean;
  /** The pack's file of trusted authorities; undefined: the workstation's own. */
  readonly caBundle: string | undefined;
}

/** In single quotes a shell keeps every character except the quote. */
const shellQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function settings(facts: HandoverFacts, options: VerifyOptions): Readonly<Record<string, string>> {
  const { site, hostName, endpointAddresses, stowAuth, ports, cloudCidr, vpn } = facts;
  const addresses = endpointAddresses.map(({ address }) => address).join(' ');
  return {
    SITE: site,
    HOST: hostName,
    ADDRESSES: addresses,
    // An address list with a blank is incomplete.
    COMPLETE: placeholdersIn(addresses).length === 0 ? 'yes' : 'no',
    CLOUD_CIDR: cloudCidr,
    AUTH: stowAuth,
    CA_BUNDLE: options.caBundle ?? '',
    DIMSE_PORTS: ports.filter((port) => port !== STOW_PORT).join(' '),
    AE_TITLE: HEARTLAB_AE_TITLE,
    CALLING_AE: options.callingAeTitles[0] ?? '',
    CALLING_AES: options.callingAeTitles.join(', '),
    DNS_CAUSE: options.recordByHeartLab
      ? 'a resolver that drops answers with private addresses (DNS rebinding protection), or that does not resolve public names'
      : 'the DNS record or hosts entry from the README does not exist yet',
    MTU_CAUSE:
      vpn === undefined
        ? 'set the MTU of the path to the value in the README'
        : `clamp TCP MSS to ${vpn.mtu.mss} on both tunnels`,
  };
}

export function verifyScript(facts: HandoverFacts, options: VerifyOptions): string {
  const lines = Object.entries(settings(facts, options)).map(([name, value]) => `${name}=${shellQuoted(value)}`);
  const parts = PARTS.map((name) => readFileSync(join(CODE_FOLDER, 'lib/handover/verify/shell', `${name}.sh`), 'utf8'));
  return [
    '#!/bin/sh',
    '# Run it from a workstation of the hospital: sh verify.sh --help',
    '',
    ...lines,
    '',
    ...parts,
  ].join('\n');
}
