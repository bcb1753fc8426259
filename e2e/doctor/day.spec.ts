// A doctor's day: who waits, somebody without an appointment, a tab that dies, a report that arrives.
import type { Page } from "@playwright/test";
import { expect, expectAccessible, signIn, test } from "../fixtures/index.ts";

/** Jeanne Dupuis, of every demonstration. */
const HER_TRAITS = "dup 14/03/1941";

/** Fails when the page is wider than its window. */
async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(beyond, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(0);
}

/** The whole page at once: what the bar at the bottom covers is no target, whatever axe measures of it. */
async function expectAllAccessible(page: Page): Promise<void> {
  const size = page.viewportSize() ?? { width: 1280, height: 720 };
  await page.setViewportSize({ width: size.width, height: 8_000 });
  await expectAccessible(page);
  await page.setViewportSize(size);
}

/** From the day, without a mouse: finds somebody who came without an appointment, and opens their act. */
async function takeIn(page: Page): Promise<void> {
  await page.keyboard.press("/");
  await page.keyboard.type(HER_TRAITS);
  await page.keyboard.press("Enter");
  const list = page.getByRole("list", { name: "Personnes trouvées" });
  await expect(list).toContainText("DUPUIS Jeanne");
  await list.getByRole("button", { name: "Est là" }).first().press("Enter");
  await page.waitForURL("**/actes/*");
}

test("a doctor takes somebody in, loses the tab in mid-word, comes back, signs and sees the report arrive", async ({ page }) => {
  await signIn(page, "gp");
  await expect(page).toHaveURL(/\/journee$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/atten/);
  await expect(page.getByRole("region", { name: "Salle d’attente" })).toBeVisible();
  await expectAccessible(page);

  await takeIn(page);
  const act = page.url();
  await expect(page.getByRole("heading", { name: "Le fil de cet acte" })).toBeVisible();
  await page.getByLabel("Constat").fill("");
  await page.getByLabel("Constat").pressSequentially("Plaie propre, bords nets.");
  await expect(page.getByText(/^Enregistré à \d/)).toBeVisible();
  await page.close();

  const again = await page.context().newPage();
  await again.goto("/journee");
  const room = again.getByRole("region", { name: "Salle d’attente" });
  const line = room.getByRole("listitem").filter({ hasText: "DUPUIS Jeanne" });
  await expect(line).toContainText("en cours depuis");
  await line.getByRole("link", { name: "Reprendre l’acte" }).click();
  await expect(again).toHaveURL(act);
  await expect(again.getByLabel("Constat")).toHaveValue("Plaie propre, bords nets.");

  await again.getByLabel("Conclusion").pressSequentially("Évolution favorable.");
  await again.getByLabel("Conduite à tenir").pressSequentially("Même pansement, à revoir dans huit jours.");
  await again.getByLabel("Autre destinataire").fill("Ferrand");
  await again.getByRole("button", { name: "Ajouter" }).click();
  await expect(again.getByRole("checkbox", { name: /Ferrand/ })).toBeChecked();
  await expectAccessible(again);
  await again.getByRole("button", { name: "Terminer et signer" }).click();
  await expect(again.getByRole("region", { name: /Remise de la version 1/ })).toContainText("Ferrand");
  await expect(again.locator("#texte-a-copier")).toContainText("Évolution favorable.");

  const delivery = again.getByRole("region", { name: /Remise de la version 1/ });
  await expect(async () => {
    await again.reload();
    await expect(delivery).toContainText(/Envoyé à|Accusé|Remis|Échec/, { timeout: 500 });
  }).toPass({ timeout: 30_000 });
  await expectAccessible(again);
  await again.goto("/journee");
  await expect(again.getByRole("listitem").filter({ hasText: "DUPUIS Jeanne" }).last()).toContainText(/Compte rendu|Envoi/);
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`on a telephone, ${colorScheme}`, () => {
    test.use({ viewport: { width: 360, height: 740 }, colorScheme });

    test("the day and an act fit a telephone and are accessible", async ({ page }) => {
      await signIn(page, "gp");
      for (const place of ["/journee", "/journee?jour=2026-11-23", "/journee?jour=2026-11-25"]) {
        await page.goto(place);
        await expectNoSidewaysScroll(page);
        await expectAllAccessible(page);
      }
      await page.goto("/journee");
      await takeIn(page);
      await expectNoSidewaysScroll(page);
      await expectAllAccessible(page);
      await page.goto("/journee");
      const room = page.getByRole("region", { name: "Salle d’attente" });
      await expect(room.getByRole("link", { name: "Reprendre l’acte" }).first()).toBeInViewport();
    });
  });
}

test("a secretary opens the day that was delegated to her, and no act", async ({ page }) => {
  await signIn(page, "secretary");
  await page.getByRole("link", { name: "Journées" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/atten/);
  await expect(page.getByRole("button", { name: "Commencer l’acte" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Bloquer 30" })).toBeVisible();
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
});
