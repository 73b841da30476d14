import { generate } from 'selfsigned';

/**
 * The certificate for the connection from the load balancer, generated at each start and kept in memory. Load balancers do not check
 * the certificates of their targets (Application Load Balancers guide, "Target groups for your Application Load Balancers",
 * "Protocol version"; Network Load Balancers guide, "Target groups", "TLS").
 *
 * P-256, because generating it and each handshake cost a small part of what RSA costs.
 */
export async function makeCertificate(): Promise<{ readonly key: string; readonly cert: string }> {
  const made = await generate([{ name: 'commonName', value: 'gate' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + 3650 * 86_400_000),
  });
  return { key: made.private, cert: made.cert };
}
