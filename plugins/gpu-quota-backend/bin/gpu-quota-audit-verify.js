#!/usr/bin/env node
// Verifies the audit chains: see README.md. In a checkout the sources are run as they are, elsewhere what was built.
const { existsSync } = require('node:fs');
const { resolve } = require('node:path');

const fromSource = existsSync(resolve(__dirname, '../src'));
if (fromSource) require('@backstage/cli-node/config/nodeTransform.cjs');

const { auditVerifyCommand } = require(fromSource ? '../src' : '..');

auditVerifyCommand(process.argv.slice(2)).then(code => {
  process.exitCode = code;
});
