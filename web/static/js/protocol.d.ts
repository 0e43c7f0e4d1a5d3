// Written by tools/protocol_types.py from the server's own types; `make types` brings it up to date. Not for editing.

/** Who the viewer is now; always the first message, and what follows is a Snapshot or a Changed. */
export interface Welcome {
  type: "welcome";
  seat: string;
  role: Role;
  project: string | null;
  epoch: string;
  now: string;
}

/** What a seat is for; rights follow from it in `decide` and nowhere else. */
export type Role =
  | "organizer"
  | "presenter"
  | "investor"
  | "audience"
  | "auditor";

/** The whole picture as this viewer may see it after `seq`; it replaces whatever the viewer had. */
export interface Snapshot {
  type: "snapshot";
  epoch: string;
  seq: number;
  views: Picture;
}

/** What the entries `first` to `last` changed for this viewer; a null view is gone. */
export interface Changed {
  type: "changed";
  first: number;
  last: number;
  events: Tally[];
  views: Changes;
}

/** That so many events of one `type` happened, the first of them `at`. */
export interface Tally {
  type: string;
  count: number;
  at: string;
}

/** Every 20 s: the last seq that was sent to everybody, and the server's clock. No answer is needed. */
export interface Ping {
  type: "ping";
  seq: number;
  now: string;
}

/** How many people watch, at most twice a second. */
export interface Presence {
  type: "presence";
  viewers: number;
  partial: boolean;
}

/** How many of each reaction came since the last of these messages. */
export interface Reactions {
  type: "reactions";
  counts: Record<string, number>;
}

/** The media plane: `sources` publish now (others see only their own), and `workers` serve now. */
export interface Media {
  type: "media";
  workers: number[];
  sources: string[];
}

/** How media travels, for organizers; whoever publishes is told of that alone, and nobody else anything. */
export interface Figures {
  type: "figures";
  sources: Record<string, Arrival>;
  audience: Audience | null;
}

/** How what a seat publishes arrives at the server. */
export interface Arrival {
  bitrate: number;
  loss: number;
  round_trip: number | null;
  silence: number;
  layers: readonly Layer[];
}

/** One size of a picture: `height` in pixels (0: not known), `bitrate` in bit/s (0: it does not come). */
export interface Layer {
  rid: string;
  height: number;
  bitrate: number;
}

/** How many are sent the stage, and how many of them see it badly. */
export interface Audience {
  viewers: number;
  troubled: number;
}

/** The first message: where the viewer's picture stands, or nothing where there is none. */
export interface Hello {
  type: "hello";
  epoch?: string | null;
  seq?: number | null;
}

/** A reaction, counted and forgotten; more than two a second are dropped. */
export interface React {
  type: "react";
  reaction: Reaction;
}

/** What a viewer may send by one tap. */
export type Reaction =
  | "applause"
  | "heart"
  | "idea"
  | "wow";

/** Announce the roadshow; the first command of every log. A rehearsal stays one; nothing of it leaves the house. */
export interface PlanRoadshow {
  type: "roadshow.plan";
  title: Bilingual;
  starts_at: string;
  summary?: Bilingual;
  host?: Bilingual;
  timezone?: string;
  currencies?: readonly string[];
  moderated?: boolean;
  accept_within?: number;
  confirm_within?: number;
  grace?: number;
  threshold?: number;
  proxy_within?: number;
  preset?: Preset;
  rehearsal?: boolean;
}

/** A text in Chinese, in English or in both; a reader without theirs is shown the other. */
export interface Bilingual {
  zh?: string;
  en?: string;
}

/** The parts of a preset that rules need, as they were when the roadshow was planned; without one, all is allowed. */
export interface Preset {
  id?: string;
  version?: string;
  title?: Bilingual;
  kinds?: readonly Offered[];
  page?: readonly Shown[];
  joined_by?: Joined;
  round?: readonly RoundField[];
  notice?: Notice | null;
  admission?: Admission | null;
  certification?: Certification | null;
  consent?: string | null;
  recipients?: Recipients | null;
  least_projects?: number;
  retention_days?: number | null;
}

/** A kind of intent that may be stated, and what its form may ask. */
export interface Offered {
  kind: IntentKind;
  fields: readonly Asked[];
}

/** What the investor would do; the contract kinds follow the technology contracts of the Chinese Civil Code. */
export type IntentKind =
  | "invest"
  | "buy"
  | "license_exclusive"
  | "license_sole"
  | "license"
  | "contribute_as_equity"
  | "commission_rd"
  | "joint_rd"
  | "consult"
  | "service"
  | "pilot"
  | "purchase"
  | "talk";

/** What a form may ask beside the kind, the level and who may see it. */
export type Asked =
  | "amount"
  | "instrument"
  | "round"
  | "valuation"
  | "conditions"
  | "confidence"
  | "decide_by"
  | "close_by"
  | "questions"
  | "comment"
  | "channels"
  | "nda";

/** What the public page may show beside the title and the time. */
export type Shown =
  | "host"
  | "summary"
  | "projects"
  | "team"
  | "field"
  | "round";

/** Who may come in as audience: whoever reads the public page, or whom an organizer invited. */
export type Joined =
  | "anybody"
  | "invited";

/** What may be said of a round of fund-raising. */
export type RoundField =
  | "instrument"
  | "amount"
  | "proceeds"
  | "unsubscribed"
  | "valuation"
  | "terms";

/** A text that an investor accepts before the gate. */
export interface Notice {
  text: string;
  before: Gate;
}

/** What a notice or a certification must come before. */
export type Gate =
  | "round"
  | "amount"
  | "intent";

/** The grounds on which an investor may take part; the text says each in words. */
export interface Admission {
  text: string;
  grounds: readonly string[];
}

/** What an investor declares of themselves before the gates, on one of the bases; it holds for so many days. */
export interface Certification {
  text: string;
  bases: readonly string[];
  before: readonly Gate[];
  days: number;
}

/** How many distinct persons may be shown terms of a round, and from which number the organizer is warned. */
export interface Recipients {
  limit: number;
  warn: number;
}

/** Replace what is announced, as a whole. */
export interface ReviseRoadshow {
  type: "roadshow.revise";
  title: Bilingual;
  starts_at: string;
  summary?: Bilingual;
  host?: Bilingual;
  timezone?: string;
  currencies?: readonly string[];
  moderated?: boolean;
  accept_within?: number;
  confirm_within?: number;
  grace?: number;
  threshold?: number;
  proxy_within?: number;
}

/** Go live: pitches may start, questions and intents are taken. */
export interface StartRoadshow {
  type: "roadshow.start";
}

/** The kill switch: the stage goes dark at once and nothing is taken until `roadshow.resume`. */
export interface PauseRoadshow {
  type: "roadshow.pause";
}

/** Go on after a pause; the stage stays empty until somebody takes it. */
export interface ResumeRoadshow {
  type: "roadshow.resume";
}

/** End for good: the running pitch ends, every window closes, the stage is cleared. */
export interface EndRoadshow {
  type: "roadshow.end";
}

/** Show a seat. Organizers put on whom they like; presenters go on by themselves while their pitch is on. */
export interface TakeStage {
  type: "stage.take";
  seat: string;
}

/** Show the standby card; presenters may leave only a stage that is theirs. */
export interface ClearStage {
  type: "stage.clear";
}

/** Append a pitch to the programme; it presents a project of its own. */
export interface AddPitch {
  type: "pitch.add";
  title: Bilingual;
  summary?: Bilingual;
  team?: Bilingual;
  field?: Bilingual;
  minutes?: number;
  question_minutes?: number;
  target?: Money | null;
}

/** Money in minor units (cents, fen) of one ISO 4217 currency. */
export interface Money {
  minor: number;
  currency: string;
}

/** Replace what the programme says of a pitch, as a whole. */
export interface RevisePitch {
  type: "pitch.revise";
  title: Bilingual;
  summary?: Bilingual;
  team?: Bilingual;
  field?: Bilingual;
  minutes?: number;
  question_minutes?: number;
  target?: Money | null;
  pitch: string;
}

/** Put a pitch at a place in the programme, counted from 0. */
export interface MovePitch {
  type: "pitch.move";
  pitch: string;
  position: number;
}

/** Take a pitch that has not been on out of the programme. */
export interface RemovePitch {
  type: "pitch.remove";
  pitch: string;
}

/** Leave a pending pitch out for now. */
export interface SkipPitch {
  type: "pitch.skip";
  pitch: string;
}

/** Take a skipped pitch back into the programme. */
export interface RestorePitch {
  type: "pitch.restore";
  pitch: string;
}

/** Ring the presenters: you are next. */
export interface CallPitch {
  type: "pitch.call";
  pitch: string;
}

/** A presenter says that this seat is ready to be shown, or no longer. */
export interface ReadyPitch {
  type: "pitch.ready";
  pitch: string;
  ready: boolean;
}

/** Begin: ends the pitch before, opens the intent window, shows the presenter who is ready. */
export interface StartPitch {
  type: "pitch.start";
  pitch: string;
}

/** End the talk and begin the question time of the pitch that is on air. */
export interface BeginQuestions {
  type: "pitch.begin_questions";
  pitch: string;
}

/** Give the running part of a pitch more seconds, or fewer. */
export interface ExtendPitch {
  type: "pitch.extend";
  pitch: string;
  seconds: number;
}

/** End the pitch; its intent window closes. */
export interface EndPitch {
  type: "pitch.end";
  pitch: string;
}

/** Take intents for a pitch that has been or is on. */
export interface OpenWindow {
  type: "window.open";
  pitch: string;
}

/** Take no more intents for a pitch. */
export interface CloseWindow {
  type: "window.close";
  pitch: string;
}

/** Show a silent message to the presenters of a project; it replaces the last one. */
export interface SendPrompt {
  type: "prompt.send";
  project: string;
  text: string;
}

/** Take questions and votes from a person; an investor's intents stay possible. */
export interface MutePerson {
  type: "person.mute";
  person: string;
}

/** Undo `person.mute`. */
export interface UnmutePerson {
  type: "person.unmute";
  person: string;
}

/** Put a person out; every seat of theirs in this roadshow ends within a second, what they stated stays. */
export interface RemovePerson {
  type: "person.remove";
  person: string;
}

/** Undo `person.remove`. */
export interface ReadmitPerson {
  type: "person.readmit";
  person: string;
}

/** Give a seat another role; presenters need the project they present. A seat on stage leaves it. */
export interface ReassignSeat {
  type: "seat.reassign";
  seat: string;
  role: Role;
  project?: string | null;
}

/** Erase a person from this roadshow for good: name, contact, texts, notes, watching; what they stated stays. */
export interface ErasePerson {
  type: "person.erase";
  person: string;
}

/** Erase what is left of a roadshow's personal records, after so much of them; only the house itself does. */
export interface EraseRecords {
  type: "records.erase";
  texts?: number;
  leads?: number;
  spans?: number;
  downloads?: number;
  documents?: number;
  letters?: number;
  invitations?: number;
  people?: number;
}

/** Ask about the pitch that is on, or about the one that is named; anonymous hides the name from all but staff. */
export interface AskQuestion {
  type: "question.ask";
  text: string;
  pitch?: string | null;
  anonymous?: boolean;
}

/** I would like this answered too. */
export interface VoteQuestion {
  type: "question.vote";
  question: string;
}

/** Take the vote back. */
export interface UnvoteQuestion {
  type: "question.unvote";
  question: string;
}

/** Let everybody see a held question, or bring a dismissed one back. */
export interface ApproveQuestion {
  type: "question.approve";
  question: string;
}

/** Answer in writing, or without a text mark as answered live. */
export interface AnswerQuestion {
  type: "question.answer";
  question: string;
  text?: string;
}

/** Take a question from everybody's sight; `question.approve` undoes it. */
export interface DismissQuestion {
  type: "question.dismiss";
  question: string;
}

/** Take one's own question back. */
export interface WithdrawQuestion {
  type: "question.withdraw";
  question: string;
}

/** Pass my name, organisation and contact on to a presenter of a project, under the text with this hash. */
export interface GiveConsent {
  type: "consent.give";
  project: string;
  recipient?: string | null;
  text?: string;
}

/** Pass them on no more, to that presenter or to all of the project; as easy as giving was (PIPL article 15). */
export interface WithdrawConsent {
  type: "consent.withdraw";
  project: string;
  recipient?: string | null;
}

/** Record on which of the preset's grounds a person takes part, or with null that it is none of them. */
export interface RecordGround {
  type: "ground.record";
  person: string;
  ground: string | null;
}

/** Declare what the preset's text with this hash says, on one of its bases; a new one replaces the last. */
export interface GiveCertificate {
  type: "certificate.give";
  basis: string;
  text: string;
}

/** Take one's declaration back: it holds no longer. */
export interface WithdrawCertificate {
  type: "certificate.withdraw";
}

/** Say what a project looks for, as a whole, or with null that it looks for nothing. */
export interface DescribeRound {
  type: "round.describe";
  project: string;
  terms: RoundTerms | null;
}

/** What a project says of the money it looks for; amounts are in minor units of `currency`. */
export interface RoundTerms {
  instrument?: Instrument | null;
  currency?: string;
  amount?: number | null;
  unsubscribed?: number | null;
  proceeds?: Bilingual;
  valuation?: Bilingual;
  terms?: Bilingual;
}

/** What an investment would be made by. */
export type Instrument =
  | "equity"
  | "safe"
  | "convertible_note"
  | "loan"
  | "grant"
  | "other"
  | "undecided";

/** Ask to be shown the terms of a project's round; it is recorded who was shown which version. */
export interface OpenRound {
  type: "round.open";
  project: string;
}

/** State an intent towards a project; where one of this kind and round is live, this is its next version. */
export interface StateIntent {
  type: "intent.state";
  kind: IntentKind;
  level?: Level;
  organisation?: string;
  party?: Party;
  amount?: Amount | null;
  instrument?: Instrument | null;
  round?: Round | null;
  valuation?: Valuation | null;
  conditions?: readonly Condition[];
  condition?: string;
  confidence?: number | null;
  decide_by?: string | null;
  close_by?: string | null;
  comment?: string;
  channels?: readonly Channel[];
  nda?: Nda | null;
  nda_reference?: string;
  visibility?: Visibility;
  aggregate?: boolean;
  notice?: string;
  conflict?: boolean;
  consent?: boolean;
  source?: Way;
  project: string;
  joint?: boolean;
}

/** How firm an intent is; none of them binds. */
export type Level =
  | "interested"
  | "considering"
  | "soft_committed";

/** Who would be the counterparty: the person who acts, or the organisation they act for. */
export type Party =
  | "person"
  | "organisation";

/** A range of money in minor units (cents, fen) of one ISO 4217 currency; an exact amount has equal ends. */
export interface Amount {
  minimum: number;
  maximum: number;
  currency: string;
  basis?: Basis;
}

/** What an amount is for: all of it, each year, or each tranche. */
export type Basis =
  | "total"
  | "per_year"
  | "per_tranche";

/** The raise that an investment would be part of. */
export type Round =
  | "angel"
  | "pre_seed"
  | "seed"
  | "pre_a"
  | "a"
  | "b"
  | "c"
  | "later"
  | "bridge"
  | "strategic";

/** At what valuation; all but an uncapped one has an amount, `discount` is in per cent. */
export interface Valuation {
  pricing: Pricing;
  amount?: Money | null;
  discount?: number | null;
}

/** How a company would be valued: before the money, at most, or not yet. */
export type Pricing =
  | "pre_money"
  | "cap"
  | "uncapped";

/** One condition; `trl` is the technology readiness level to be reached, `cap` the price not to be passed. */
export interface Condition {
  kind: ConditionKind;
  trl?: number | null;
  cap?: Money | null;
}

/** What must be so first; the text of `other` is private. */
export type ConditionKind =
  | "due_diligence"
  | "lead_investor"
  | "ip_title"
  | "trl"
  | "board_approval"
  | "price_cap"
  | "other";

/** A way in which the investor may be contacted, where they may be at all. */
export type Channel =
  | "phone"
  | "email"
  | "messenger"
  | "post";

/** Whether a non-disclosure agreement is wanted or there; its reference is private. */
export type Nda =
  | "none"
  | "wanted"
  | "signed";

/** Who sees an intent beside organizers: nobody, the members of one's consortium, or presenters, also by name. */
export type Visibility =
  | "host_only"
  | "consortium"
  | "presenter"
  | "presenter_named";

/** How an investor came to the form. */
export type Way =
  | "button"
  | "qr";

/** Replace the terms of a live intent, seen at `version`; its kind and round stay, an acceptance does not. */
export interface ReviseIntent {
  type: "intent.revise";
  kind: IntentKind;
  level?: Level;
  organisation?: string;
  party?: Party;
  amount?: Amount | null;
  instrument?: Instrument | null;
  round?: Round | null;
  valuation?: Valuation | null;
  conditions?: readonly Condition[];
  condition?: string;
  confidence?: number | null;
  decide_by?: string | null;
  close_by?: string | null;
  comment?: string;
  channels?: readonly Channel[];
  nda?: Nda | null;
  nda_reference?: string;
  visibility?: Visibility;
  aggregate?: boolean;
  notice?: string;
  conflict?: boolean;
  consent?: boolean;
  source?: Way;
  intent: string;
  version: number;
}

/** Take an intent back, for good; another may be stated while the window is open. */
export interface WithdrawIntent {
  type: "intent.withdraw";
  intent: string;
}

/** Be given the number by which one can be invited, before one has shown interest in anything. */
export interface TakeNumber {
  type: "number.take";
}

/** Form a consortium about a project, and lead it. */
export interface FormConsortium {
  type: "consortium.form";
  project: string;
}

/** Invite another investor of the roadshow, by their number. */
export interface InviteMember {
  type: "consortium.invite";
  consortium: string;
  number: number;
}

/** Accept an invitation; the other members learn one's name. */
export interface JoinConsortium {
  type: "consortium.join";
  consortium: string;
}

/** Leave, or decline an invitation; where the lead leaves, the consortium is over. */
export interface LeaveConsortium {
  type: "consortium.leave";
  consortium: string;
}

/** Send a member away, or take an invitation back. */
export interface RemoveMember {
  type: "consortium.remove";
  consortium: string;
  number: number;
}

/** Let investors know that these intents have been looked at; those beyond that already stay as they are. */
export interface SeeIntents {
  type: "intent.see";
  intents: readonly string[];
}

/** Say yes to an intent as it was looked at: that version, that content. */
export interface AcceptIntent {
  type: "intent.accept";
  intent: string;
  version: number;
  content: string;
}

/** Say no to an intent, and why. */
export interface DeclineIntent {
  type: "intent.decline";
  intent: string;
  feedback: Feedback;
  note?: string;
}

/** Why a presenter declines; an answer without one helps nobody. */
export type Feedback =
  | "too_early"
  | "benefit_unclear"
  | "route_unclear"
  | "description_unclear"
  | "scientific"
  | "out_of_scope"
  | "terms_unsuitable"
  | "other";

/** Confirm an intent that was accepted, as it was looked at; still nothing binds. */
export interface ConfirmIntent {
  type: "intent.confirm";
  intent: string;
  version: number;
  content: string;
}

/** Take a confirmed intent back, with a reason; the presenter goes on seeing both. */
export interface RetractIntent {
  type: "intent.retract";
  intent: string;
  reason: string;
}

/** Make an intent count nowhere, such as a test or a misuse, with a reason. */
export interface VoidIntent {
  type: "intent.void";
  intent: string;
  reason: string;
}

/** Enter what somebody on site wrote down; `intent.claim` by that person makes it theirs. */
export interface EnterIntent {
  type: "intent.enter";
  kind: IntentKind;
  level?: Level;
  organisation?: string;
  party?: Party;
  amount?: Amount | null;
  instrument?: Instrument | null;
  round?: Round | null;
  valuation?: Valuation | null;
  conditions?: readonly Condition[];
  condition?: string;
  confidence?: number | null;
  decide_by?: string | null;
  close_by?: string | null;
  comment?: string;
  channels?: readonly Channel[];
  nda?: Nda | null;
  nda_reference?: string;
  visibility?: Visibility;
  aggregate?: boolean;
  notice?: string;
  conflict?: boolean;
  project: string;
  name: string;
  contact?: string;
  letter?: string;
}

/** Say that an intent which the host entered is one's own; `notice` is the hash of the text accepted with it. */
export interface ClaimIntent {
  type: "intent.claim";
  intent: string;
  notice?: string;
}

/** Make a lead of a person with a number here, or of somebody new; `mark` says which import and row it is from. */
export interface ImportLead {
  type: "lead.import";
  project: string;
  mark: string;
  name?: string;
  organisation?: string;
  contact?: string;
  person?: string | null;
}

/** Take a lead back that an import made, where nothing has come of it. */
export interface UnmakeLead {
  type: "lead.unmake";
  lead: string;
}

/** Ask for a meeting: an investor asks a project, its presenters the investor of one of their leads. */
export interface RequestMeeting {
  type: "meeting.request";
  project: string;
  lead?: string | null;
  offers?: readonly string[];
  note?: string;
  timezone?: string;
  consent?: boolean;
}

/** Say yes: at a time of one's choice, at the `first` that both sides have free, or at one to be agreed on. */
export interface AcceptMeeting {
  type: "meeting.accept";
  meeting: string;
  starts_at?: string | null;
  first?: boolean;
  place?: string;
  timezone?: string;
  consent?: boolean;
}

/** Say no to what the other side asked for, and why. */
export interface DeclineMeeting {
  type: "meeting.decline";
  meeting: string;
  reason: MeetingReason;
  note?: string;
}

/** Why a meeting was declined. */
export type MeetingReason =
  | "no_time"
  | "not_a_fit"
  | "too_early"
  | "in_contact"
  | "other";

/** Take one's own request back before it is answered. */
export interface WithdrawMeeting {
  type: "meeting.withdraw";
  meeting: string;
}

/** Give an agreed meeting, seen at `version`, a time or a place, or another; without a time, the first both have. */
export interface MoveMeeting {
  type: "meeting.move";
  meeting: string;
  version: number;
  starts_at?: string | null;
  place?: string;
}

/** Call an agreed meeting off. */
export interface CancelMeeting {
  type: "meeting.cancel";
  meeting: string;
  note?: string;
}

/** Say whether a meeting that has begun was held, or the investor did not come; the last word counts. */
export interface MarkMeeting {
  type: "meeting.mark";
  meeting: string;
  held: boolean;
}

/** Say how meetings are held: how long, when, where, how many a party has, and how long a request may wait. */
export interface ConfigureMeetings {
  type: "meeting.configure";
  answer_hours?: number;
  minutes?: number;
  gap?: number;
  windows?: readonly Window[];
  places?: readonly string[];
  investor_limit?: number;
  project_limit?: number;
}

/** A time in which meetings may be, cut into slots. */
export interface Window {
  starts_at: string;
  ends_at: string;
}

/** Whom one would meet, the most wanted first: an investor names projects, presenters leads of their project. */
export interface SetRanking {
  type: "ranking.set";
  order: readonly string[];
  timezone?: string;
}

/** Compute who meets whom and when; what was placed by hand stays. */
export interface ProposeTimetable {
  type: "timetable.propose";
}

/** Put a pair at a time of the proposal, or at another; without a place, at the first that is free. */
export interface PlaceMeeting {
  type: "timetable.place";
  person: string;
  project: string;
  starts_at: string;
  place?: string;
}

/** Take a pair out of the proposal. */
export interface UnplaceMeeting {
  type: "timetable.unplace";
  person: string;
  project: string;
}

/** Make meetings of the proposal, and tell both sides. */
export interface PublishTimetable {
  type: "timetable.publish";
}

/** Proof for who stated an intent: all that is hashed, the hash in hex, and its Ed25519 signature in base64. */
export interface Receipt {
  roadshow: string;
  seq: number;
  at: string;
  by: string;
  body: string;
  digest: string;
  previous: string;
  hash: string;
  key: string;
  signature: string;
  salt?: string;
  private?: string;
}

/** The roadshow as a whole, for everybody; `accept_within` is in hours, `confirm_within` in days. */
export interface ShowView {
  title: Bilingual;
  summary: Bilingual;
  host: Bilingual;
  starts_at: string | null;
  timezone: string;
  currencies: readonly string[];
  moderated: boolean;
  accept_within: number;
  confirm_within: number;
  grace: number;
  threshold: number;
  status: Status;
  started_at: string | null;
  ended_at: string | null;
  kept_until: string | null;
  erased_at: string | null;
}

/** Where the roadshow as a whole stands. */
export type Status =
  | "blank"
  | "planned"
  | "live"
  | "paused"
  | "ended";

/** What the preset of the roadshow asks, for everybody; texts are named by their SHA-256. */
export interface PresetView {
  id: string;
  version: string;
  title: Bilingual;
  kinds: readonly Offered[];
  round: readonly RoundField[];
  notice: Notice | null;
  admission: Admission | null;
  certification: Certification | null;
  consent: string | null;
  retention_days: number | null;
}

/** The order of the pitches, for everybody. */
export interface ProgrammeView {
  order: readonly string[];
}

/** What is on the stage, for everybody: a presenter, an organizer or, without a role, the standby card. */
export interface StageView {
  seat: string | null;
  role: Role | null;
  since: string | null;
}

/** A pitch, for everybody; `extension` is in seconds and belongs to the part that runs. */
export interface PitchView {
  pitch: string;
  project: string;
  title: Bilingual;
  summary: Bilingual;
  team: Bilingual;
  field: Bilingual;
  minutes: number;
  question_minutes: number;
  phase: Phase;
  started_at: string | null;
  questions_at: string | null;
  ended_at: string | null;
  extension: number;
  window_open: boolean;
}

/** How far a pitch has come; a skipped pitch can be restored, a done one cannot. */
export type Phase =
  | "pending"
  | "on_air"
  | "questions"
  | "done"
  | "skipped";

/** Whether a pitch's presenters were called and which seat is ready, for organizers and those presenters. */
export interface BackstageView {
  pitch: string;
  called: boolean;
  ready: string | null;
}

/** A question; the name is there unless it was asked anonymously, the author for organizers only. */
export interface QuestionView {
  question: string;
  pitch: string | null;
  text: string | null;
  name: string | null;
  organisation: string | null;
  author: string | null;
  anonymous: boolean;
  status: QuestionStatus;
  at: string;
  votes: number;
  answer: string | null;
}

/** Held and dismissed questions are known to organizers and their author alone. */
export type QuestionStatus =
  | "held"
  | "open"
  | "answered"
  | "dismissed"
  | "withdrawn";

/** One project's board; `withheld` are currencies in which there are amounts that are not shown. */
export interface BoardView {
  project: string;
  parties: number;
  kinds: Partial<Record<IntentKind, number>>;
  levels: Partial<Record<Rung, number>>;
  sums: SumView[];
  lines: LineView[];
  withheld: string[];
  target: Money | null;
  coverage: CoverageView | null;
  least: number;
}

/** How firm an intent is as the board counts it: its level, or confirmed; rungs are never added up. */
export type Rung =
  | "interested"
  | "considering"
  | "soft_committed"
  | "confirmed";

/** The sum of the low ends and that of the high ends in minor units, over so many parties; in public, as of `at`. */
export interface SumView {
  currency: string;
  basis: Basis;
  minimum: number;
  maximum: number;
  parties: number;
  at: string | null;
}

/** The same for one kind of intent. */
export interface LineView {
  kind: IntentKind;
  currency: string;
  basis: Basis;
  minimum: number;
  maximum: number;
  parties: number;
}

/** What a sum is of the target, in whole per cent, rounded down. */
export interface CoverageView {
  minimum: number;
  maximum: number;
}

/** An intent, for organizers, and for the project's presenters as far as its visibility and the consent allow. */
export interface IntentView {
  intent: string;
  project: string;
  pitch: string;
  number: number;
  version: number;
  terms: Terms;
  comment: string | null;
  condition: string | null;
  nda_reference: string | null;
  provenance: Provenance | null;
  person: string | null;
  name: string | null;
  organisation: string | null;
  content: string;
  stated_at: string;
  at: string;
  seq: number;
  since: string;
  state: IntentState;
  claim_by: string | null;
  feedback: Feedback | null;
  reason: string | null;
  joint: JointView | null;
  inside: string | null;
}

/** What an intent says; `aggregate` lets it count in public figures. */
export interface Terms {
  kind: IntentKind;
  level: Level;
  party: Party;
  amount: Amount | null;
  instrument: Instrument | null;
  round: Round | null;
  valuation: Valuation | null;
  conditions: readonly Condition[];
  decide_by: string | null;
  close_by: string | null;
  channels: readonly Channel[];
  nda: Nda | null;
  visibility: Visibility;
  aggregate: boolean;
  notice: string;
  conflict: boolean;
  consortium: string | null;
}

/** Where a version comes from; `second` counts from the start of the pitch by the server's clock, while it is on. */
export interface Provenance {
  source: Source;
  second: number | null;
}

/** By which way a version came in; a proxy is the host, for somebody on site. */
export type Source =
  | "button"
  | "qr"
  | "proxy"
  | "import";

/** How far an intent has come; a state that nothing leads out of is for good. */
export type IntentState =
  | "submitted"
  | "seen"
  | "accepted"
  | "confirmed"
  | "declined"
  | "expired"
  | "voided"
  | "withdrawn"
  | "retracted"
  | "lapsed";

/** A joint intent is of so many members, of whom so many `left` since; of their shares those the viewer may see. */
export interface JointView {
  members: number;
  left: number;
  shares: ShareView[];
}

/** A member's own intent in a joint one, or shown to the members; named where the viewer may know who it is of. */
export interface ShareView {
  intent: string;
  number: number;
  name: string | null;
  organisation: string | null;
  kind: IntentKind;
  round: Round | null;
  level: Level;
  amount: Amount | null;
  state: IntentState;
}

/** A lead, for organizers, and for the project's presenters under a number where there is no consent. */
export interface LeadView {
  lead: string;
  project: string;
  number: number;
  person: string | null;
  name: string | null;
  organisation: string | null;
  first_at: string | null;
  last_at: string | null;
  questions: number;
  votes: number;
  intents: number;
}

/** The organizer's last message to a project's presenters, for both. */
export interface PromptView {
  project: string;
  text: string | null;
  at: string;
}

/** What was decided about a person, for organizers. */
export interface StandingView {
  person: string;
  muted: boolean;
  removed: boolean;
  erased: boolean;
}

/** A project's round: all of it for organizers and its presenters; elsewhere that there is one. */
export interface RoundView {
  project: string;
  version: number;
  terms: RoundTerms | null;
  shown: number | null;
}

/** How many distinct persons were shown terms of any round, for organizers. */
export interface RecipientsView {
  count: number;
  limit: number | null;
  fill: Fill;
}

/** How close the number of recipients is to the preset's limit. */
export type Fill =
  | "fine"
  | "near"
  | "full";

/** On which ground somebody takes part and what they declared, for organizers. */
export interface SuitabilityView {
  person: string;
  ground: string | null;
  basis: string | null;
  certified_at: string | null;
  expires_at: string | null;
}

/** When meetings may be, for everybody; `ranking` says whether ranks still count. Not there before it is set up. */
export interface MeetingsView {
  minutes: number;
  gap: number;
  answer_hours: number;
  windows: readonly Window[];
  ranking: boolean;
}

/** A meeting, for organizers, and for the project's presenters, by name where there is a consent. */
export interface MeetingView {
  meeting: string;
  project: string;
  by: Side;
  status: MeetingStatus;
  version: number;
  minutes: number;
  offers: readonly string[];
  starts_at: string | null;
  place: string;
  sequence: number;
  note: string | null;
  answer: string | null;
  reason: MeetingReason | null;
  asked_at: string;
  expires_at: string | null;
  at: string;
  project_zone: string;
  lead: string | null;
  number: number;
  person: string | null;
  name: string | null;
  organisation: string | null;
  investor_zone: string;
}

/** Who acts on a meeting. */
export type Side =
  | "investor"
  | "project"
  | "organizer";

/** How far a meeting has come; an accepted one has no time yet. */
export type MeetingStatus =
  | "proposed"
  | "accepted"
  | "scheduled"
  | "declined"
  | "withdrawn"
  | "expired"
  | "cancelled"
  | "held"
  | "no_show";

/** Whom the viewer would meet, the most wanted first: leads for presenters, projects for an investor. */
export interface RankingView {
  order: readonly string[];
}

/** The timetable in the making, for organizers: who has ranked, and never whom. */
export interface TimetableView {
  setup: Setup;
  configured_at: string | null;
  ranked_investors: readonly string[];
  ranked_projects: readonly string[];
  placements: readonly PlacementView[];
  left: readonly LeftView[];
  proposed_at: string | null;
  published_at: string | null;
}

/** How meetings are held: times in minutes, places are tables, rooms or URLs; without places there is no limit. */
export interface Setup {
  answer_hours: number;
  minutes: number;
  gap: number;
  windows: readonly Window[];
  places: readonly string[];
  investor_limit: number;
  project_limit: number;
}

/** A meeting in the proposal, with the zones that came with the ranks. */
export interface PlacementView {
  person: string;
  project: string;
  starts_at: string;
  place: string;
  pinned: boolean;
  investor_zone: string;
  project_zone: string;
}

/** A pair that would meet and has no place in the proposal. */
export interface LeftView {
  person: string;
  project: string;
}

/** How the viewer stands; for nobody else. */
export interface MeView {
  muted: boolean;
  number: number | null;
}

/** A question of the viewer's own, in whatever status. */
export interface OwnQuestionView {
  question: string;
  pitch: string | null;
  text: string | null;
  anonymous: boolean;
  status: QuestionStatus;
  at: string;
  answer: string | null;
}

/** A vote of the viewer's own. */
export interface VoteView {
  question: string;
}

/** An intent of the viewer's own; `seq` is where its live version is on record, `content` the hash to confirm by. */
export interface OwnIntentView {
  intent: string;
  project: string;
  pitch: string;
  version: number;
  terms: Terms;
  organisation: string | null;
  comment: string | null;
  condition: string | null;
  confidence: number | null;
  nda_reference: string | null;
  provenance: Provenance | null;
  content: string;
  stated_at: string;
  at: string;
  seq: number;
  since: string;
  state: IntentState;
  claim_by: string | null;
  feedback: Feedback | null;
  reason: string | null;
  inside: string | null;
}

/** The viewer's own consents towards a project that are in force. */
export interface ConsentView {
  project: string;
  passed: PassedView[];
}

/** One consent: to whom, or without a recipient to all presenters of the project; since when, under which text. */
export interface PassedView {
  recipient: string | null;
  at: string;
  text: string;
}

/** A consortium of the viewer's own; who is only invited sees its lead, and who may be invited the lead alone. */
export interface ConsortiumView {
  consortium: string;
  project: string;
  member: boolean;
  leading: boolean;
  lead: MemberView;
  members: MemberView[];
  invited: number[];
  shares: ShareView[];
  joint: ShareView[];
}

/** A member of a consortium, for the other members and for who is invited; without a name once that is erased. */
export interface MemberView {
  number: number;
  name: string | null;
  organisation: string | null;
}

/** A round that the viewer may be shown; its terms once they have asked for this version. */
export interface OwnRoundView {
  project: string;
  version: number;
  terms: RoundTerms | null;
}

/** The same of the viewer's own; `grounded` says whether a ground is on record where one is asked for. */
export interface OwnSuitabilityView {
  grounded: boolean;
  basis: string | null;
  text: string | null;
  expires_at: string | null;
}

/** A meeting of the viewer's own, who is its investor. */
export interface OwnMeetingView {
  meeting: string;
  project: string;
  by: Side;
  status: MeetingStatus;
  version: number;
  minutes: number;
  offers: readonly string[];
  starts_at: string | null;
  place: string;
  sequence: number;
  note: string | null;
  answer: string | null;
  reason: MeetingReason | null;
  asked_at: string;
  expires_at: string | null;
  at: string;
  project_zone: string;
}

/** What a socket brings. */
export type Down =
  | Welcome
  | Snapshot
  | Changed
  | Ping
  | Presence
  | Reactions
  | Media
  | Figures;

/** What a socket takes. */
export type Up =
  | Hello
  | React;

/** What a seat may ask for, by POST. */
export type Command =
  | PlanRoadshow
  | ReviseRoadshow
  | StartRoadshow
  | PauseRoadshow
  | ResumeRoadshow
  | EndRoadshow
  | TakeStage
  | ClearStage
  | AddPitch
  | RevisePitch
  | MovePitch
  | RemovePitch
  | SkipPitch
  | RestorePitch
  | CallPitch
  | ReadyPitch
  | StartPitch
  | BeginQuestions
  | ExtendPitch
  | EndPitch
  | OpenWindow
  | CloseWindow
  | SendPrompt
  | MutePerson
  | UnmutePerson
  | RemovePerson
  | ReadmitPerson
  | ReassignSeat
  | ErasePerson
  | EraseRecords
  | AskQuestion
  | VoteQuestion
  | UnvoteQuestion
  | ApproveQuestion
  | AnswerQuestion
  | DismissQuestion
  | WithdrawQuestion
  | GiveConsent
  | WithdrawConsent
  | RecordGround
  | GiveCertificate
  | WithdrawCertificate
  | DescribeRound
  | OpenRound
  | StateIntent
  | ReviseIntent
  | WithdrawIntent
  | TakeNumber
  | FormConsortium
  | InviteMember
  | JoinConsortium
  | LeaveConsortium
  | RemoveMember
  | SeeIntents
  | AcceptIntent
  | DeclineIntent
  | ConfirmIntent
  | RetractIntent
  | VoidIntent
  | EnterIntent
  | ClaimIntent
  | ImportLead
  | UnmakeLead
  | RequestMeeting
  | AcceptMeeting
  | DeclineMeeting
  | WithdrawMeeting
  | MoveMeeting
  | CancelMeeting
  | MarkMeeting
  | ConfigureMeetings
  | SetRanking
  | ProposeTimetable
  | PlaceMeeting
  | UnplaceMeeting
  | PublishTimetable;

/** Why something was refused. */
export type Code =
  | "forbidden"
  | "removed"
  | "muted"
  | "pitch_missing"
  | "question_missing"
  | "intent_missing"
  | "project_missing"
  | "person_missing"
  | "seat_missing"
  | "preset_missing"
  | "text_missing"
  | "roadshow_missing"
  | "material_missing"
  | "lead_missing"
  | "lead_unknown"
  | "import_missing"
  | "meeting_missing"
  | "note_missing"
  | "invitation_only"
  | "invitation_missing"
  | "invitation_spent"
  | "endpoint_missing"
  | "rehearsal_only"
  | "rehearsal_shut"
  | "rehearsal_missing"
  | "rehearsal_full"
  | "endpoint_limit"
  | "delivery_missing"
  | "url_refused"
  | "address_refused"
  | "session_missing"
  | "browser_missing"
  | "page_missing"
  | "already_planned"
  | "not_planned"
  | "not_live"
  | "already_live"
  | "already_paused"
  | "not_paused"
  | "show_ended"
  | "pitch_state"
  | "window_closed"
  | "window_open"
  | "report_early"
  | "question_state"
  | "own_question"
  | "already_voted"
  | "not_voted"
  | "intent_withdrawn"
  | "intent_confirmed"
  | "intent_state"
  | "intent_conditions"
  | "not_addressed"
  | "content_stale"
  | "version_stale"
  | "lead_erased"
  | "lead_merged"
  | "lead_ambiguous"
  | "row_anonymous"
  | "row_nameless"
  | "row_project"
  | "lead_there"
  | "row_repeated"
  | "value_unknown"
  | "lead_apart"
  | "note_foreign"
  | "consent_state"
  | "records_erased"
  | "person_state"
  | "text_empty"
  | "name_empty"
  | "mail_missing"
  | "title_empty"
  | "amount_range"
  | "amount_missing"
  | "commitment_conditional"
  | "currency_refused"
  | "not_suitable"
  | "not_certified"
  | "certification_expired"
  | "ground_refused"
  | "basis_refused"
  | "round_missing"
  | "round_state"
  | "recipients_full"
  | "kind_refused"
  | "field_refused"
  | "notice_missing"
  | "notice_stale"
  | "invest_only"
  | "valuation_amount"
  | "condition_twice"
  | "condition_incomplete"
  | "dates_order"
  | "number_taken"
  | "number_unknown"
  | "consortium_missing"
  | "consortium_state"
  | "consortium_full"
  | "consortium_confirmed"
  | "consortium_visibility"
  | "not_leading"
  | "consent_missing"
  | "recipient_missing"
  | "kind_fixed"
  | "owner_refused"
  | "stage_refused"
  | "lost_reason_missing"
  | "project_needed"
  | "time_range"
  | "date_past"
  | "timezone_unknown"
  | "position_range"
  | "pitch_asked"
  | "pitch_met"
  | "meeting_exists"
  | "meeting_state"
  | "meeting_early"
  | "meeting_clash"
  | "no_common_slot"
  | "place_taken"
  | "time_past"
  | "window_range"
  | "slots_missing"
  | "ranking_twice"
  | "timetable_empty"
  | "timetable_published"
  | "material_refused"
  | "material_limit"
  | "pitch_limit"
  | "key_reused"
  | "key_missing"
  | "body_malformed"
  | "form_malformed"
  | "csv_malformed"
  | "message_malformed"
  | "offer_malformed"
  | "offer_unsupported"
  | "offer_too_large"
  | "ice_stale"
  | "precondition_missing"
  | "type_unsupported"
  | "answer_unacceptable"
  | "origin_refused"
  | "signed_out"
  | "body_too_large"
  | "material_too_large"
  | "too_many"
  | "house_full"
  | "address_full"
  | "inbox_full"
  | "storage_full"
  | "storage_away"
  | "elsewhere"
  | "stopping"
  | "seat_media_full"
  | "plane_full"
  | "plane_unavailable"
  | "method_refused"
  | "internal";

/** The kinds of views. */
export interface Views {
  show: ShowView;
  preset: PresetView;
  programme: ProgrammeView;
  stage: StageView;
  pitch: PitchView;
  backstage: BackstageView;
  question: QuestionView;
  board: BoardView;
  intent: IntentView;
  lead: LeadView;
  prompt: PromptView;
  standing: StandingView;
  round: RoundView;
  recipients: RecipientsView;
  suitability: SuitabilityView;
  meetings: MeetingsView;
  meeting: MeetingView;
  ranking: RankingView;
  timetable: TimetableView;
  me: MeView;
  own_question: OwnQuestionView;
  vote: VoteView;
  own_intent: OwnIntentView;
  consent: ConsentView;
  own_consortium: ConsortiumView;
  own_round: OwnRoundView;
  own_suitability: OwnSuitabilityView;
  own_meeting: OwnMeetingView;
  own_ranking: RankingView;
}

/** Every view that may be seen, under its kind and key; a kind without any may be absent. */
export type Picture = { [K in keyof Views]?: Record<string, Views[K]> };

/** The same, with null where a view is gone. */
export type Changes = { [K in keyof Views]?: Record<string, Views[K] | null> };

/** The answer to an accepted command (docs/protocol.md, Commands). */
export interface Acknowledgement {
  seq: number;
  at: string;
  created?: string | null;
  receipt?: Receipt | null;
}

/** The body of a refusal (RFC 9457). */
export interface Problem {
  status: number;
  title: string;
  code: Code;
  detail: string;
  reference?: string;
}
