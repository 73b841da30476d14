import { AWS, DEVICES } from './aws-and-devices';
import { BGP } from './bgp';
import { type Case, captured } from './case';
import { AWS_UP, access, BGP_UP, CISCO, connection, gate } from './composed';
import { ENDINGS, OF_OTHERS } from './endings';
import { FROM_ANOTHER_ADDRESS, IPSEC, ONE_WITHOUT_NUMBER, QUOTED, RENEWALS, TWO_WITHOUT_NUMBERS } from './ipsec';
import { JOINED, OTHERS } from './joined';
import { SENDERS } from './senders';
import { ASSOCIATIONS, HTTP, OBJECTS, TLS } from './transfers';

export const CASES: readonly Case[] = [
  ...IPSEC,
  FROM_ANOTHER_ADDRESS,
  TWO_WITHOUT_NUMBERS,
  ONE_WITHOUT_NUMBER,
  ...RENEWALS,
  ...BGP,
  ...AWS,
  ...DEVICES,
  ...TLS,
  ...HTTP,
  ...OBJECTS,
  ...ASSOCIATIONS,
  ...QUOTED,
  ...JOINED,
  ...ENDINGS,
  ...OF_OTHERS,
  ...SENDERS,
  ...OTHERS,
];
/** Logs of connections that work. */
export const HEALTHY: readonly string[] = [
  captured('healthy-hospital'),
  captured('healthy-gcm-cloud'),
  captured('bgp-ok-hospital'),
  captured('curl-ok'),
  AWS_UP,
  BGP_UP,
  CISCO.up,
  connection('Success'),
  access('200', '200'),
  gate({}),
];
