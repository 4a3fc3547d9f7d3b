import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

/** A Chromium that paints by Vulkan, whose WebGPU then is the card's own. */
const ON_VULKAN = [
  '--enable-unsafe-webgpu',
  '--ignore-gpu-blocklist',
  '--use-angle=vulkan',
  '--disable-vulkan-surface',
  '--disable-gpu-watchdog', // a software driver compiles for seconds
  '--enable-features=Vulkan,DefaultANGLEVulkan,VulkanFromANGLE',
];

/**
 * Starts a Chromium whose WebGPU has half precision: on the machine's graphics card, or on the software driver that STET_VULKAN names (`driver.c`).
 * @param {string} executablePath @param {readonly string[]} args
 */
export async function launchWithHalf(executablePath, args) {
  const folder = mkdtempSync(join(tmpdir(), 'stet-bench-vulkan-'));
  const software = process.env.STET_VULKAN;
  const browser = await chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath,
    headless: true,
    args: [...args, ...ON_VULKAN],
    ...(software === undefined ? {} : { env: { ...process.env, ...driver(folder) } }),
  });
  return {
    browser,
    close: async () => {
      await browser.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Compiles the driver; what tells the loader of Vulkan to take it, and it alone. @param {string} folder */
function driver(folder) {
  const library = join(folder, 'driver.so');
  execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, join(import.meta.dirname, 'driver.c'), '-ldl'], { stdio: 'inherit' });
  const description = join(folder, 'driver.json');
  writeFileSync(description, JSON.stringify({ file_format_version: '1.0.0', ICD: { library_path: library, api_version: '1.3.0' } }));
  return { VK_DRIVER_FILES: description, VK_ICD_FILENAMES: description };
}
