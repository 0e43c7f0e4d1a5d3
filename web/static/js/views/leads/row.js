/** One lead in the list. */
import { Component } from "preact";

import { address, isOverdue } from "../../core/leads.js";
import { range } from "../../core/money.js";
import { moment } from "../../core/time.js";
import { html } from "../html.js";
import { Icon } from "../icon.js";
import { kindOf } from "../terms.js";
import { follow } from "./navigation.js";
import { TONES, dayOf, stages, whoOf } from "./words.js";

/** @import { LeadRow } from "../../core/leads.js" */
/** @import { Workspace } from "./workspace.js" */

/** @typedef {{ workspace: Workspace, row: LeadRow, number: number, open: boolean, picked: boolean, cursor: boolean }} RowProps */

/** @extends {Component<RowProps>} */
export class Row extends Component {
  #words = this.props.workspace.words;
  #today = this.props.workspace.today.peek();

  /** A row is drawn again only where something of it changed. @override @param {RowProps} next */
  shouldComponentUpdate(next) {
    const { workspace } = next;
    const others = this.#words !== workspace.words || this.#today !== workspace.today.peek();
    [this.#words, this.#today] = [workspace.words, workspace.today.peek()];
    const names = /** @type {const} */ (["row", "number", "open", "picked", "cursor"]);
    return others || names.some((name) => next[name] !== this.props[name]);
  }

  /** @override */
  render() {
    const { workspace, row, number, open, picked, cursor } = this.props;
    const { words } = workspace;
    const here = { lead: row.lead };
    const opened = (/** @type {MouseEvent} */ event) => {
      event.stopPropagation();
      follow(workspace, here)(event);
    };
    return html`<tr data-open=${open} data-picked=${picked} data-cursor=${cursor} aria-rowindex=${number} onClick=${() => workspace.go(here)}>
      ${workspace.works && html`<td class="lead-pick" onClick=${(/** @type {Event} */ event) => event.stopPropagation()}><label><span class="visually-hidden">${words.say("Pick {name}", { name: whoOf(words, row) })}</span><input type="checkbox" tabindex="-1" checked=${picked} onChange=${() => workspace.pick(row.lead)} /></label></td>`}
      <th scope="row" class="lead-who"><a id=${`lead-${row.lead}`} class="truncate" href=${address(workspace.query.peek(), here)} aria-current=${open ? "true" : "false"} onClick=${opened}>${whoOf(words, row)}</a>
        <span class="faint truncate">${row.view.organisation}</span></th>
      <td class="lead-project"><span class="clamp">${words.of(workspace.around.value.projects[row.view.project])}</span></td>
      <td class="lead-interest"><${Interest} workspace=${workspace} row=${row} /></td>
      <td class="lead-score figures"><meter min="0" max="100" value=${row.score.total} aria-hidden="true"></meter>${row.score.total}</td>
      <td class="lead-stage"><span class="badge" data-tone=${TONES[row.stage]}>${stages(words)[row.stage]}</span>${row.tags.length > 0 && html`<span class="faint truncate lead-tags">${row.tags.join(" · ")}</span>`}</td>
      <td class="lead-owner"><span class="truncate">${workspace.ownerOf(row.owner) || html`<span class="faint">–</span>`}</span></td>
      <td class="lead-next"><${Next} workspace=${workspace} row=${row} /></td>
      <td class="lead-last figures faint">${row.view.last_at && moment(row.view.last_at, words.locale, WHEN)}</td>
    </tr>`;
  }
}

/** @type {Intl.DateTimeFormatOptions} */
const WHEN = { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

/** The first intent with its amount, then questions and votes as figures. @param {{ workspace: Workspace, row: LeadRow }} props */
function Interest({ workspace, row }) {
  const { words } = workspace;
  const { view, intents, waiting } = row;
  const [first] = intents;
  const signs = [
    intents.length > 1 && words.count(intents.length - 1, "{count} more", "{count} more"),
    view.questions && words.count(view.questions, "{count} question", "{count} questions"),
    view.votes && words.count(view.votes, "{count} vote", "{count} votes"),
    row.watched >= 60 && words.say("watched {minutes} min", { minutes: Math.floor(row.watched / 60) }),
  ].filter(Boolean);
  return html`${first && html`<span class="lead-intent truncate"><strong>${kindOf(words, first.kind)}</strong>${first.amount && html` <span class="figures">${range(first.amount, words.locale, { short: true })}</span>`}</span>`}
    <span class="faint lead-signals truncate">${waiting && html`<span class="lead-waiting"><${Icon} name="message-circle-question" /><span class=${signs.length ? "visually-hidden" : ""}>${words.say("Needs an answer")}</span></span> `}${signs.join(" · ")}</span>`;
}

/** @param {{ workspace: Workspace, row: LeadRow }} props */
function Next({ workspace, row }) {
  const { words } = workspace;
  const overdue = isOverdue(row, workspace.today.peek());
  return html`<span class="truncate">${row.next_step}</span>${row.due && html`<span class="lead-due figures" data-overdue=${overdue}>${overdue && html`<span class="visually-hidden">${words.say("Overdue")} </span>`}${dayOf(words, row.due)}</span>`}`;
}
