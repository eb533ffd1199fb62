import { everyPage } from "./every-page.ts";

everyPage(["kk"], "briefly");
