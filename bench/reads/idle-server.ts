import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { tellAddress } from './tell-address';

/** Answers at once and does nothing else: how long that takes is the machine's share of how long anything takes. */
const server = createServer((_request, answer) => answer.end('{"status":"ok"}'));
server.listen(0, '127.0.0.1', () => tellAddress(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
