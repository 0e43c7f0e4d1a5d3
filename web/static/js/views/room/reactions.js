/** Reactions: pressed, counted by everybody at once, and forgotten. */
import { useEffect, useState } from "preact/hooks";

import { html } from "../html.js";
import { Icon } from "../icon.js";

/** @import { Words } from "../../core/words.js" */
/** @import { Reaction } from "../../protocol.js" */
/** @import { Room } from "./room.js" */

/** How long a count stays beside its picture. */
const STAYS = 2500;

/** @param {Words} words @returns {[name: Reaction, icon: string, label: string][]} */
const REACTIONS = (words) => [
  ["applause", "hand", words.say("Applause")],
  ["heart", "heart", words.say("Love it")],
  ["idea", "lightbulb", words.say("Good idea")],
  ["wow", "sparkles", words.say("Wow")],
];

/** @param {{ room: Room }} props */
export function Reactions({ room }) {
  const { words, live } = room;
  const counts = useFading(live.reactions.value);
  return html`<div class="reactions" role="group" aria-label=${words.say("Reactions")}>
    ${REACTIONS(words).map(
      ([name, icon, label]) => html`<button key=${name} class="button quiet small reaction" type="button" aria-label=${label} title=${label}
        data-reaction=${name} onClick=${() => live.react(name)}><${Icon} name=${icon} />
        <span class="figures" aria-hidden="true">${counts[name] ? `+${counts[name]}` : ""}</span></button>`,
    )}
  </div>`;
}

/** The last counts, for a moment. @param {Record<string, number>} latest @returns {Record<string, number>} */
function useFading(latest) {
  const [shown, setShown] = useState(latest);
  useEffect(() => {
    setShown(latest);
    const timer = setTimeout(() => setShown({}), STAYS);
    return () => clearTimeout(timer);
  }, [latest]);
  return shown;
}
