// What the pages of professionals load.
import "./policy.ts";
import "htmx.org";
import "./auto-save.ts";
import "./desk-keys.ts";
import "./dialogs.ts";
import "./menus.ts";
import "./print-button.ts";
