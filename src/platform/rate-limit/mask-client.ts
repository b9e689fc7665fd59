const ADDRESS = 'address:';
const ACCOUNT = 'account:';

/** An address without what tells its owner from the neighbours: `203.0.113.*`, `2001:db8:1:*`, `*@example.org`. Names stay. */
export function maskClient(client: string): string {
  if (client.startsWith(ACCOUNT)) return `${ACCOUNT}*${client.slice(client.lastIndexOf('@'))}`;
  if (!client.startsWith(ADDRESS)) return client;
  const address = client.slice(ADDRESS.length);
  if (address.includes(':')) return `${ADDRESS}${address.split(':').slice(0, 3).join(':')}:*`;
  return `${ADDRESS}${address.split('.').slice(0, 3).join('.')}.*`;
}
