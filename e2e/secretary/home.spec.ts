// The demonstration's first page, as a newcomer meets it.
import { expect, expectAccessible, test } from "../fixtures/index.ts";

test("the first page says who can sign in and is accessible", async ({ page, watched }) => {
  const answer = await page.goto("/");
  expect(answer?.status()).toBe(200);
  await expect(page).toHaveTitle(/Maillage/);
  await expect(page.locator("html")).toHaveAttribute("lang", "fr");
  await expect(page.locator('button[name="as"][value="secretary"]')).toBeVisible();
  await expectAccessible(page);
  expect(watched.refusals(), watched.problems.join("\n")).toBe(0);
});
