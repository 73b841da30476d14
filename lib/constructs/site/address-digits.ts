/** `010020001015` of 10.20.1.15, for a logical id: three digits an octet, so that two addresses never have one id. */
export function addressDigits(address: string): string {
  return address
    .split('.')
    .map((octet) => octet.padStart(3, '0'))
    .join('');
}
