import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig, devices } from '@playwright/test';

/** The journeys run on the built portal with a sandbox of its own; see scripts/stack.mjs. */
const portalPort = Number(process.env.E2E_PORTAL_PORT ?? 17007);
const sandboxBase = Number(process.env.E2E_SANDBOX_PORT_BASE ?? 17020);
const baseURL = `http://localhost:${portalPort}`;

process.env.E2E_SANDBOX_PORT_BASE = String(sandboxBase);
const quotaClock = join(tmpdir(), `golden-path-quota-clock-${portalPort}`);
process.env.E2E_QUOTA_CLOCK_FILE = quotaClock;

export default defineConfig({
  testDir: 'packages/app/e2e-tests',
  outputDir: 'node_modules/.cache/e2e-results',
  // Ceilings: what a journey waits for comes sooner, and a busy machine is no fault.
  timeout: 900_000,
  expect: { timeout: 60_000 },
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  reporter: 'list',
  use: {
    ...devices['Desktop Chrome'],
    baseURL,
    actionTimeout: 60_000,
    timezoneId: 'UTC',
    viewport: { width: 1320, height: 900 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: {
    command: 'node scripts/stack.mjs',
    // Up means: the portal answers and the story of the sandbox is told.
    url: `http://localhost:${sandboxBase}/seeded`,
    env: {
      PORTAL_PORT: String(portalPort),
      SANDBOX_PORT_BASE: String(sandboxBase),
      TIME_SCALE: '10',
      QUOTA_CLOCK_FILE: quotaClock,
    },
    timeout: 600_000,
    reuseExistingServer: !process.env.CI,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 30_000 },
    stdout: process.env.STACK_LOG ? 'pipe' : 'ignore',
  },
});
