/** A clock that tests turn by hand. */
export class HandClock {
  time = 1_000_000;
  /** @type {{ at: number, then: () => void }[]} */
  #alarms = [];

  now = () => this.time;

  /** @param {number} milliseconds @param {() => void} then */
  after = (milliseconds, then) => {
    const alarm = { at: this.time + milliseconds, then };
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  };

  /** How many alarms are set. */
  get set() {
    return this.#alarms.length;
  }

  /** @param {number} milliseconds */
  pass(milliseconds) {
    this.time += milliseconds;
    const due = this.#alarms.filter((alarm) => alarm.at <= this.time);
    this.#alarms = this.#alarms.filter((alarm) => alarm.at > this.time);
    for (const alarm of due) alarm.then();
  }
}

/** Let everything that waits for promises go on. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));
