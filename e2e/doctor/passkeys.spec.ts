// A key instead of a password: making one, entering with it, proving again who one is.
import type { Page } from "@playwright/test";
import { addPasskeys, expect, expectAccessible, signIn, test } from "../fixtures/index.ts";

/** Makes one key more than the account has, and waits until the page shows it. */
async function makeKey(page: Page): Promise<void> {
  await page.goto("/mes-cles");
  const lines = page.getByRole("button", { name: "Retirer" });
  const before = await lines.count();
  await page.getByRole("button", { name: "Créer ma clé" }).click();
  await expect(lines).toHaveCount(before + 1);
}

test("a doctor makes a key, enters with it alone, confirms with it and prints ten codes", async ({ page }) => {
  const keys = await addPasskeys(page);
  await signIn(page, "specialist");

  await makeKey(page);
  await expectAccessible(page);
  expect(await keys.count()).toBe(1);

  await page.getByText("Ferrand").first().click();
  await page.getByRole("button", { name: "Se déconnecter" }).click();
  await page.goto("/connexion");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Entrer avec ma clé" }).click();
  await page.waitForURL((url) => url.pathname !== "/connexion");

  await page.goto("/confirmer?then=/mes-cles");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Confirmer avec ma clé" }).click();
  await page.waitForURL("**/mes-cles");
  await expect(page.getByText("utilisée aujourd’hui").first()).toBeVisible();

  await page.getByRole("button", { name: /^Imprimer dix/ }).click();
  await expect(page.getByRole("heading", { name: "Imprimez ces dix codes" })).toBeVisible();
  await expect(page.getByText(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/)).toHaveCount(10);
  await expectAccessible(page);
  await page.getByRole("link", { name: "C’est rangé" }).click();
  await expect(page.getByText("Il vous reste 10 codes de secours.")).toBeVisible();

  const lines = page.getByRole("button", { name: "Retirer" });
  const before = await lines.count();
  await lines.first().click();
  await expect(lines).toHaveCount(before - 1);
});

test("a key that does not recognise its owner says what to do, and a printed code lets in", async ({ page, watched }) => {
  const keys = await addPasskeys(page);
  await signIn(page, "nurse");
  await makeKey(page);
  await page.getByRole("button", { name: /^Imprimer dix/ }).click();
  const code = (await page.getByText(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/).first().textContent()) ?? "";

  await page.context().clearCookies();
  await page.goto("/connexion");
  await keys.recognise(false);
  await page.getByRole("button", { name: "Entrer avec ma clé" }).click();
  await expect(page.getByText("La clé n’a pas répondu, ou vous avez annulé.")).toBeVisible();
  await page.getByLabel("Code de secours").fill(code.toLowerCase());
  await page.keyboard.press("Enter");
  await page.waitForURL("**/mes-cles");
  await expect(page.getByText("Il vous reste 9 codes de secours.")).toBeVisible();
  expect(watched.refusals(), watched.problems.join("\n")).toBe(0);
});

test("without script, a code is the way in", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, ...(baseURL === undefined ? {} : { baseURL }) });
  const page = await context.newPage();
  await page.goto("/connexion");
  await expect(page.getByRole("button", { name: "Entrer avec ma clé" })).toHaveCount(0);
  await page.getByLabel("Code de secours").fill("0000-0000-0000");
  await page.getByRole("button", { name: "Entrer avec ce code" }).click();
  await expect(page.getByText("Ce code n’est pas sur votre liste")).toBeVisible();
  await context.close();
});
