import { DEVICES } from '../../config/devices';
import { NAMED_POLICIES } from '../../config/proposals';

/** What the intake form shows for one question, in the terms of the hospital's guide (eIFU, "IPSec Tunnel"). */
export interface IntakeText {
  /** The column of `heartlab new --from`. */
  readonly column: string;
  readonly label: string;
  readonly hint: string;
  /** What to do if the answer is missing. */
  readonly missing: string;
  /** Required, although `heartlab new` accepts an empty answer in some cases. */
  readonly required?: true;
  /** The meaning of each choice. */
  readonly choices?: Readonly<Record<string, string>>;
}

/** The algorithms of a policy, for someone who compares them with a device. */
function policyText(name: 'strong' | 'nzism'): string {
  const { encryption, integrity, dhGroups } = NAMED_POLICIES[name].phase1;
  return `${encryption.join(', ')}; ${integrity.join(', ')}; DH groups ${dhGroups.join(', ')}`;
}

/** The form's sections. The eIFU's three required facts come first, with its own words. */
export const INTAKE_TEXTS: readonly { readonly title: string; readonly questions: readonly IntakeText[] }[] = [
  {
    title: 'Your network details',
    questions: [
      {
        column: 'public-ip',
        label: 'Public IP address',
        // AWS Site-to-Site VPN User Guide, "Customer gateway options": behind NAT, the address of the NAT device.
        hint: 'The public-facing, static IPv4 address of your router or firewall, like 203.0.113.10. If the device is behind NAT, enter the public address of the NAT device. Leave it empty only if HeartLab has agreed with you on Direct Connect without a VPN.',
        missing: 'Enter the public IP address of your router or firewall',
        required: true,
      },
      {
        column: 'cidr',
        label: 'Local IPv4 CIDR block',
        hint: 'The internal subnets that need connectivity, one on each line, like 10.20.0.0/22.',
        missing: 'Enter at least one internal subnet',
      },
      {
        column: 'device',
        label: 'Gateway device model',
        hint: 'Your firewall or VPN appliance. If it is not in the list, choose the last entry.',
        missing: 'Choose your firewall or VPN appliance',
        choices: DEVICES,
      },
    ],
  },
  {
    title: 'Connection',
    questions: [
      {
        column: 'routing',
        label: 'Routing',
        hint: 'How the two networks learn their routes. This cannot be changed later without a new connection.',
        missing: 'Choose BGP or static routes',
        choices: {
          bgp: 'BGP: your device announces your subnets and moves the traffic to the second tunnel by itself',
          static: 'Static routes: your device has a fixed route through the tunnels',
        },
      },
      {
        column: 'asn',
        label: 'BGP autonomous system number (ASN)',
        hint: 'The number of your network, or a private one such as 65010.',
        missing: 'Enter the autonomous system number of your network',
      },
      {
        column: 'ipsec',
        label: 'IPsec policy',
        hint: 'The values that the tunnels may use in phase 1. If your device supports neither, call your HeartLab Onboarding Manager.',
        missing: 'Choose an IPsec policy',
        choices: {
          strong: `Strong: ${policyText('strong')}`,
          nzism: `New Zealand Information Security Manual: ${policyText('nzism')}`,
        },
      },
      {
        column: 'virtual-interface',
        label: 'Direct Connect virtual interfaces',
        hint: 'Only with AWS Direct Connect. One on each line: connection, VLAN and ASN of your router, like dxcon-fg1a2b3c:101:65010.',
        missing: 'Enter the virtual interfaces',
      },
    ],
  },
  {
    title: 'DICOM transfer',
    questions: [
      {
        column: 'auth',
        label: 'Authentication of your PACS (DICOMweb STOW-RS)',
        hint: 'Your PACS sends studies by STOW-RS over HTTPS, TCP port 443.',
        missing: 'Choose how your PACS authenticates',
        choices: {
          mtls: 'mTLS: your PACS has a client certificate',
          basic: 'Basic Auth: your PACS has a user name and password',
        },
      },
      {
        column: 'dimse',
        label: 'DIMSE ports',
        hint: 'Only if a PACS or modality cannot send by STOW-RS and sends by C-STORE.',
        missing: 'Choose the ports',
        choices: {
          '104': '104, without TLS',
          '11112': '11112, without TLS',
          '2762': '2762, DICOM over TLS',
        },
      },
      {
        column: 'ae-title',
        label: 'Calling AE titles',
        hint: 'The AE titles of the PACS and modalities that send by DIMSE, one on each line, like AKLCT1.',
        missing: 'Enter the AE titles of the PACS and modalities that send by DIMSE',
        required: true,
      },
      {
        column: 'deliver-to',
        label: 'PACS that receive results',
        hint: 'Only if HeartLab sends results to your PACS. One on each line: AE title, private IPv4 address and TCP port, like AKLPACS1@10.20.1.15:11112.',
        missing: 'Enter the PACS that receive results',
      },
    ],
  },
  {
    title: 'Your hospital',
    questions: [
      {
        column: 'name',
        label: 'Name of your hospital',
        hint: 'For example: Auckland Heart Clinic.',
        missing: 'Enter the name of your hospital',
      },
      {
        column: 'site',
        label: 'Short name',
        hint: 'HeartLab uses it in the names of files and resources: 3 to 32 lower-case letters, digits and hyphens, like auckland-heart.',
        missing: 'Enter a short name, like auckland-heart',
      },
      {
        column: 'contact',
        label: 'E-mail addresses of your network administrators',
        hint: 'One on each line. HeartLab writes to them before a change of the connection.',
        missing: 'Enter at least one e-mail address',
      },
    ],
  },
];
