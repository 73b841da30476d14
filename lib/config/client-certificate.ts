/**
 * The command with which a hospital requests the client certificate of its PACS, one line an item. The key stays at the hospital.
 * The subject has one CN, which is the site's name.
 */
export const certificateRequest = (site: string): readonly string[] => [
  `openssl req -new -newkey rsa:3072 -nodes -subj /CN=${site} \\`,
  '  -keyout client.key -out client.csr',
];
