// A patient without an account: a reason, the signs, the first times, a page of their own, and what changes from it.
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectWeight, hands, test } from "../fixtures/index.ts";

const PORTAL = "/rdv/est-du-cher";
/** Who books, under a telephone of their own each time: one telephone books five times a day. */
const person = () => ({
  given: "Étienne", family: "Vautrincourt", born: "07/06/1951",
  phone: `06 39 98 ${String(10 + Math.floor(Math.random() * 90))} ${String(10 + Math.floor(Math.random() * 90))}`,
});

async function answerUpToPerson(page: Page, who: string): Promise<void> {
  await page.goto(PORTAL);
  await page.getByRole("link", { name: /Renouveler mon traitement/ }).click();
  await page.getByRole("button", { name: "Non, aucun" }).click();
  await page.getByRole("button", { name: /Par téléphone/ }).click();
  // the first of tomorrow or later: it can still be changed
  await page.getByRole("button", { name: "Voir d’autres dates" }).click();
  await page.locator('button[name="temps"]').first().click();
  await page.getByRole("button", { name: who }).click();
}

async function typeTraits(page: Page): Promise<void> {
  const { given, family, born, phone } = person();
  await page.getByLabel(/prénom/).pressSequentially(given);
  await page.getByLabel(/nom de naissance/).pressSequentially(family);
  await page.getByLabel(/date de naissance/).pressSequentially(born);
  await page.getByLabel("Homme").check();
  await page.getByLabel(/téléphone/).pressSequentially(phone);
}

test("a daughter books for her father, adds it to her calendar, moves it and cancels it", async ({ page }) => {
  await answerUpToPerson(page, "Pour mon père ou ma mère");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Qui consulte/);
  await typeTraits(page);
  await page.getByRole("button", { name: "Confirmer ce rendez-vous" }).click();
  await expect(page).toHaveURL(/\/m\/[\w-]{22}$/);
  await expect(page.getByText("Confirmé")).toBeVisible();
  await expect(page.getByText(/Le médecin vous appelle/)).toBeVisible();
  await expect(page.locator("body")).not.toContainText("Vautrincourt");
  expect((await hands(page)).taps).toBeLessThanOrEqual(12);

  const first = await readCalendar(page);
  expect(first).toMatchObject({ sequence: "0", method: "PUBLISH" });

  await page.getByRole("link", { name: "Déplacer" }).click();
  await page.locator('button[name="temps"]').last().click();
  await expect(page.getByText("Confirmé, déplacé")).toBeVisible();
  const moved = await readCalendar(page);
  expect(moved).toMatchObject({ uid: first.uid, sequence: "1", method: "PUBLISH" });
  expect(moved.start).not.toBe(first.start);

  await page.getByRole("link", { name: "Annuler" }).click();
  await page.getByRole("button", { name: "Annuler le rendez-vous" }).click();
  await expect(page.getByText("Annulé", { exact: true })).toBeVisible();
  expect(await readCalendar(page)).toMatchObject({ uid: first.uid, sequence: "2", method: "CANCEL" });
});

test("a red flag stops with the 15", async ({ page }) => {
  await page.goto(`${PORTAL}/renouvellement`);
  await page.getByRole("button", { name: "Oui, au moins un" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Appelez le 15");
  await expect(page.getByText("Rien n’a été enregistré ici.")).toBeVisible();
  await expect(page.getByRole("link", { name: /Appeler le 15/ }).first()).toHaveAttribute("href", "tel:15");
  await expectAccessible(page);
});

test("what is wrong is said beside its field, and what was typed stays", async ({ page }) => {
  await answerUpToPerson(page, "Pour moi");
  await page.getByLabel(/prénom/).fill("Étienne");
  await page.getByRole("button", { name: "Confirmer ce rendez-vous" }).click();
  await expect(page.getByText("Écrivez jour, mois, année, par exemple 12/03/1944.")).toBeVisible();
  await expect(page.getByLabel(/prénom/)).toHaveValue("Étienne");
  await expect(page.locator(":focus")).toHaveAttribute("name", "nom");
});

test("without script, the whole booking is links and forms", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "fr-FR", ...(baseURL === undefined ? {} : { baseURL }) });
  const page = await context.newPage();
  await answerUpToPerson(page, "Pour moi");
  await typeTraits(page);
  await page.getByRole("button", { name: "Confirmer ce rendez-vous" }).click();
  await expect(page.getByText("Confirmé")).toBeVisible();
  await context.close();
});

for (const width of [1280, 360]) {
  test(`every page of the portal is accessible at ${width} px and never wider than the screen`, async ({ page }) => {
    // tall enough to hold a whole page: what the telephone's bar covers only waits to be scrolled
    await page.setViewportSize({ width, height: 3000 });
    const look = async () => {
      await expectAccessible(page);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(wider, `pixels beyond the screen on ${page.url()}`).toBe(0);
    };
    await page.goto(PORTAL);
    await look();
    await page.getByRole("link", { name: /Renouveler mon traitement/ }).click();
    await look();
    await page.getByRole("button", { name: "Non, aucun" }).click();
    await look();
    await page.getByRole("button", { name: /Par téléphone/ }).click();
    await look();
    await page.getByRole("button", { name: "Voir d’autres dates" }).click();
    await page.locator('button[name="temps"]').nth(width === 360 ? 1 : 2).click();
    await look();
    await page.getByRole("button", { name: "Pour moi" }).click();
    await look();
    await page.getByRole("button", { name: "Confirmer ce rendez-vous" }).click();
    await look();
    await typeTraits(page);
    await page.getByRole("button", { name: "Confirmer ce rendez-vous" }).click();
    await expect(page).toHaveURL(/\/m\//);
    await look();
    await page.getByRole("link", { name: "Déplacer" }).click();
    await look();
    await page.getByRole("link", { name: "Garder mon rendez-vous" }).click();
    await page.getByRole("link", { name: "Annuler" }).click();
    await look();
  });
}

test("the first view of a patient weighs at most 25 kB", async ({ page }) => {
  for (const address of [PORTAL, `${PORTAL}/renouvellement`]) await expectWeight(page, address, 25_000);
});

interface CalendarFile {
  uid: string;
  sequence: string;
  start: string;
  method: string;
}

async function readCalendar(page: Page): Promise<CalendarFile> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: /mon agenda/ }).click(),
  ]);
  const text = readFileSync(await download.path(), "utf8");
  const value = (name: string) => new RegExp(`^${name}[^:\\r\\n]*:(.*)$`, "m").exec(text)?.[1]?.trim() ?? "";
  return { uid: value("UID"), sequence: value("SEQUENCE"), start: value("DTSTART;TZID=Europe/Paris"), method: value("METHOD") };
}
