/** Meetings: of an investor, of a project's presenters, and all of them with the timetable for organizers. */
import { MeetingsApp } from "../views/meetings/app.js";
import { Diary } from "../views/meetings/diary.js";
import { html } from "../views/html.js";
import { begin } from "./seat.js";

void begin((place) => html`<${MeetingsApp} diary=${new Diary(place)} />`);
