// A coordinator reads the figures of the territory, opens what is behind one, and keeps the perimeter.
import { expect, expectAccessible, expectWeight, signIn, test } from "../fixtures/index.ts";

test("each figure says what it counts and opens its list, which names no patient", async ({ page }) => {
  await signIn(page, "coordinator");
  await expect(page).toHaveURL(/\/tableau/);
  await expectAccessible(page);
  await page.locator('a[href^="/tableau/actes"]').first().click();
  await expect(page).toHaveURL(/\/tableau\/actes/);
  await expect(page.locator("body")).not.toContainText("Simone");
  await expectAccessible(page);
});

test("the first view of the dashboard weighs at most 120 kB", async ({ page }) => {
  await signIn(page, "coordinator");
  await expectWeight(page, "/tableau", 120_000);
});

test("the dashboard does not scroll sideways on a telephone, light or dark", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  await signIn(page, "coordinator");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    // the whole page at once: what the bar at the bottom covers is no target, whatever axe measures of it
    await page.setViewportSize({ width: 360, height: 8_000 });
    await expectAccessible(page);
    await page.setViewportSize({ width: 360, height: 800 });
  }
});
