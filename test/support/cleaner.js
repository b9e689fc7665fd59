/**
 * Cleans up after a process that was killed and could not do so itself. Is told on its standard input, a JSON object a
 * line, what to end: { "add": { "pids": [1], "folders": ["/tmp/x"], "mounts": ["/tmp/x/m"], "databases": { "url":
 * "postgres://..", "prefix": "test_ab12_" } } }, or what has ended by itself: { "forget": [1] }. Does it when its standard
 * input ends, which it does with the process that holds it.
 */
const { spawnSync } = require('node:child_process');
const { rmSync } = require('node:fs');
const { createInterface } = require('node:readline');
const { setTimeout: pause } = require('node:timers/promises');
const { Client } = require('pg');

const pids = new Set();
const folders = [];
const mounts = [];
const servers = [];

createInterface({ input: process.stdin })
  .on('line', (line) => note(JSON.parse(line)))
  .on('close', () => void clean());

function note({ add, forget = [] }) {
  for (const pid of forget) pids.delete(pid);
  for (const pid of add?.pids ?? []) pids.add(pid);
  folders.push(...(add?.folders ?? []));
  mounts.push(...(add?.mounts ?? []));
  if (add?.databases !== undefined) servers.push(add.databases);
}

async function clean() {
  for (const server of servers) await dropDatabases(server).catch(() => undefined);
  await Promise.all([...pids].map(end));
  for (const mount of mounts) spawnSync('umount', ['--lazy', mount]);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** SIGINT is a fast shutdown to PostgreSQL; a frozen process must be woken before it can end. */
async function end(pid) {
  for (const signal of ['SIGCONT', 'SIGINT']) send(pid, signal);
  for (const limit = Date.now() + 5_000; Date.now() < limit; await pause(50)) if (!send(pid, 0)) return;
  send(pid, 'SIGKILL');
}

function send(pid, signal) {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

async function dropDatabases({ url, prefix }) {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query('select datname from pg_database where starts_with(datname, $1)', [prefix]);
  for (const { datname } of rows) await client.query(`drop database if exists ${datname} with (force)`);
  await client.end();
}
