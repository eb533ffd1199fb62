import { everyPage } from "../browser/every-page.ts";

everyPage(["kk", "ru", "en"], "thoroughly");
