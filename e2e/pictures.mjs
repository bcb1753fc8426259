// The pictures of the guides, taken from a running demonstration: `cargo xtask demo`, then `node e2e/pictures.mjs [address]`.
import { chromium } from "playwright-core";

const origin = process.argv[2] ?? "http://localhost:8080";
const folder = new URL("../docs/guides/images/", import.meta.url).pathname;
const browser = await chromium.launch({
  executablePath: process.env.MAILLAGE_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});

async function enter(role, viewport) {
  const context = await browser.newContext({ viewport, locale: "fr-FR", timezoneId: "Europe/Paris" });
  const page = await context.newPage();
  await page.goto(`${origin}/demonstration`);
  if (role !== undefined) {
    await Promise.all([
      page.waitForURL((url) => url.pathname !== "/demonstration"),
      page.locator(`button[name="as"][value="${role}"]`).click(),
    ]);
  }
  return page;
}

async function take(page, name) {
  await page.waitForLoadState("networkidle");
  await page.screenshot({ path: `${folder}${name}.png` });
}

const wide = { width: 1280, height: 860 };
const phone = { width: 360, height: 760 };

const secretary = await enter("secretary", wide);
await secretary.getByLabel(/Trois lettres du nom/).pressSequentially("12031944 mar");
await secretary.keyboard.press("Enter");
await secretary.locator("#trouvees").waitFor();
await take(secretary, "appels");

const doctor = await enter("gp", wide);
await take(doctor, "journee");
const act = await doctor.locator('a[href^="/actes/"]').first().getAttribute("href");
await doctor.goto(origin + act);
await take(doctor, "acte");
await doctor.goto(`${origin}/envois`);
await take(doctor, "envois");

const coordinator = await enter("coordinator", wide);
await coordinator.goto(`${origin}/tableau`);
await take(coordinator, "tableau");

const portal = await enter(undefined, phone);
await portal.goto(`${origin}/rdv/est-du-cher`);
await take(portal, "portail");
await take(await enter("patient", phone), "rendez-vous");
await browser.close();
