// A secretary on the telephone: found by birth date and three letters, booked, told, printed, without a mouse.
import { expect, expectAccessible, expectWeight, hands, signIn, test } from "../fixtures/index.ts";

test("she finds, books and reads the sentence aloud without a mouse", async ({ page }) => {
  await signIn(page, "secretary");
  await expect(page).toHaveURL(/\/appels$/);
  const field = page.getByLabel(/Trois lettres du nom/);
  const before = await hands(page);

  await page.keyboard.press("/");
  await expect(field).toBeFocused();
  await page.keyboard.type("12031944 mar");
  await page.keyboard.press("Enter");
  const found = page.locator("#trouvees a").first();
  await expect(found).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("/");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");

  await expect(page.getByRole("radio", { name: /son médecin|territoire/ }).first()).toBeVisible();
  await page.keyboard.press("2");
  await page.keyboard.press("Enter");

  await expect(page).toHaveURL(/\/rendez-vous\/[0-9a-f-]{36}$/);
  await expect(page.getByRole("heading", { name: "À lire à voix haute" })).toBeVisible();
  const { keys, taps } = await hands(page);
  expect(taps - before.taps, "no mouse").toBe(0);
  expect(keys - before.keys).toBeLessThanOrEqual(22);
  await expectAccessible(page);
});

test("two people of one name born the same day are told apart", async ({ page }) => {
  await signIn(page, "secretary");
  await page.getByLabel(/Trois lettres du nom/).pressSequentially("15091958 gir");
  await page.keyboard.press("Enter");
  await expect(page.getByText("deux personnes", { exact: false })).toHaveCount(2);
  const addresses = await page.locator("#trouvees li").allInnerTexts();
  expect(new Set(addresses).size, "something on the line differs").toBe(addresses.length);
});

test("someone of 82 with neither mail nor mobile gets a printed sheet, and nothing of a care page", async ({ page }) => {
  await signIn(page, "secretary");
  await page.getByLabel(/Trois lettres du nom/).pressSequentially("12031944 mar");
  await page.keyboard.press("Enter");
  await page.locator("#trouvees a").first().click();
  await page.getByRole("button", { name: /Réserver|Confirmer/ }).first().click();
  await expect(page.getByRole("heading", { name: "La feuille à emporter" })).toBeVisible();
  await expect(page.getByRole("button", { name: /Imprimer/ }).or(page.getByRole("link", { name: /Imprimer/ })).first()).toBeVisible();
  await expect(page.locator("body")).not.toContainText("Allergies");
});

test("nobody's name is in an address", async ({ page, watched }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url(), request.headers()["referer"] ?? ""));
  await signIn(page, "secretary");
  await page.getByLabel(/Trois lettres du nom/).pressSequentially("12031944 mar");
  await page.keyboard.press("Enter");
  await page.locator("#trouvees a").first().click();
  await page.waitForURL(/\/appels\/[0-9a-f-]{36}/);
  expect(asked.filter((url) => /martin|1944|simone/i.test(url))).toEqual([]);
  expect(watched.refusals()).toBe(0);
});

test("the first view of a secretary weighs at most 80 kB", async ({ page }) => {
  await signIn(page, "secretary");
  for (const address of ["/appels", "/envois", "/personnes/nouvelle"]) await expectWeight(page, address, 80_000);
});
