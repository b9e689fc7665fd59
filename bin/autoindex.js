#!/usr/bin/env node
/** `npx autoindex` in a checkout: builds first when the sources are newer than the build. An image has no sources. */
const { spawnSync } = require('node:child_process');
const { existsSync, readdirSync, statSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const main = join(root, 'dist/src/cli/main.js');

function newestChange(folder) {
  if (!existsSync(folder)) return 0;
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Math.max(0, ...files.map((file) => statSync(join(file.parentPath ?? file.path, file.name)).mtimeMs));
}

const built = existsSync(main) ? statSync(main).mtimeMs : -1;
if (['src', 'migrations'].some((folder) => newestChange(join(root, folder)) > built)) {
  // Standard output is for the results of the command.
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(1);
}
require(main);
