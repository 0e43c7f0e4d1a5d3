/**
 * The lead that is open, in full: read when it is opened and again when its row says that something changed.
 *
 * @import { Signal } from "@preact/signals"
 * @import { LeadSheet } from "../../core/lead_story.js"
 * @import { Workspace } from "./workspace.js"
 */
import { effect, signal } from "@preact/signals";

import { replaced } from "../../core/leads.js";
import { Refused, read, send } from "../../net/read.js";
import { toast } from "../toast.js";

export class Sheets {
  /** @type {Signal<LeadSheet | null>} */
  sheet = signal(null);

  /** Whether the sheet of the open lead could not be read. @type {Signal<boolean>} */
  failed = signal(false);

  /** @param {Workspace} workspace */
  constructor(workspace) {
    this.workspace = workspace;
    effect(() => {
      const row = workspace.open.value;
      if (row && !this.#has(row.lead, row.revision)) void this.read(row.lead);
    });
  }

  /** @param {string} lead @param {number} revision */
  #has(lead, revision) {
    const sheet = this.sheet.peek();
    return sheet?.row.lead === lead && sheet.row.revision >= revision;
  }

  /** @param {string} lead */
  async read(lead) {
    this.failed.value = false;
    try {
      this.take(await read(this.#url(lead), fetch.bind(globalThis)));
    } catch {
      this.failed.value = true;
    }
  }

  /** Show a sheet that an answer brought, and its row in the list. @param {LeadSheet} sheet */
  take(sheet) {
    const { rows, query } = this.workspace;
    if (query.peek().lead === sheet.row.lead) this.sheet.value = sheet;
    rows.items.value = replaced(rows.items.peek(), [sheet.row]);
    rows.hint();
  }

  /**
   * Ask for something that answers with a sheet; whether it was done.
   *
   * @param {"POST" | "PATCH" | "DELETE"} method @param {string} path behind the lead's address @param {unknown} [body] @param {string} [lead]
   */
  async ask(method, path, body, lead = this.workspace.query.peek().lead ?? "") {
    try {
      const sheet = /** @type {LeadSheet} */ (await send(method, `${this.#url(lead)}${path}`, body, fetch.bind(globalThis)));
      await this.workspace.rows.refresh();
      if (sheet.row.lead !== this.workspace.query.peek().lead && path === "/merge" && method === "POST") this.workspace.go({ lead: sheet.row.lead }, { replace: true });
      this.take(sheet);
      return true;
    } catch (error) {
      toast(error instanceof Refused ? error.problem.title : this.workspace.words.say("No connection. Nothing was saved."), "danger");
      return false;
    }
  }

  /** @param {string} lead */
  #url(lead) {
    return `/api/seats/${this.workspace.seat}/leads/${lead}`;
  }
}
