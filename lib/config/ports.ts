/** The TCP ports that a hospital may send to. Sources: DICOM PS3.8 section 9, IANA (dicom-tls), PS3.18 (DICOMweb over HTTPS). */
export const STOW_PORT = 443;

/** DIMSE ports, each off unless the site file turns it on. `encrypted`: the port itself uses TLS. */
export const DIMSE_PORTS = {
  104: { encrypted: false, service: 'DICOM C-STORE (DIMSE)' },
  11112: { encrypted: false, service: 'DICOM C-STORE (DIMSE), registered port' },
  2762: { encrypted: true, service: 'DICOM C-STORE over TLS' },
} as const;

/** DICOM over TLS (IANA: dicom-tls): the only port of a PACS that is known to be encrypted. */
export const DICOM_TLS_PORT = 2762;

/** The highest port of a PACS to which results go (the DICOMweb server, Orthanc: "must be in range [1..65534]"). */
export const HIGHEST_PACS_PORT = 65534;

export type DimsePort = keyof typeof DIMSE_PORTS;
/** In display order. */
export const DIMSE_PORT_NUMBERS = [104, 11112, 2762] as const satisfies readonly DimsePort[];

/** The service on a port, for the description of a security group rule or a firewall table. */
export function portService(port: number): string {
  const dimse: Readonly<Record<number, { readonly service: string }>> = DIMSE_PORTS;
  return port === STOW_PORT ? 'DICOMweb STOW-RS over HTTPS' : (dimse[port]?.service ?? 'unknown');
}

/** The part of a site that decides which ports are open. */
interface OpensPorts {
  readonly dicom: { readonly dimse?: { readonly ports: readonly DimsePort[] } | undefined };
}

/** The DIMSE ports that a site turns on, in display order. */
export function dimsePorts({ dicom }: OpensPorts): readonly DimsePort[] {
  return DIMSE_PORT_NUMBERS.filter((port) => dicom.dimse?.ports.includes(port) ?? false);
}

/** The TCP ports on which the hospital may reach HeartLab, in display order. */
export function dicomPorts(site: OpensPorts): readonly number[] {
  return [STOW_PORT, ...dimsePorts(site)];
}
