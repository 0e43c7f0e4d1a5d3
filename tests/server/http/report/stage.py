"""A roadshow in a house whose first pitch is over, with a question and an intent."""

from server.domain.messages import Role
from tests.server.http.home import Browser, Home

KEYS = {"visibility": "presenter_named", "consent": True}


class Scene:
    def __init__(self, home: Home) -> None:
        self.home = home
        self.organizer = home.organizer()
        self.roadshow, self.seat = home.roadshow(self.organizer)
        self.host("roadshow.start")
        state = home.call(home.house.rooms.state, self.roadshow)
        self.pitch, self.other = state.order[0], state.order[1]
        self.project, self.second = (state.pitches[pitch].project for pitch in state.order[:2])
        self.presenter, self.presenting = home.invited(self.seat, Role.presenter, "Pat", self.project)
        self.rival, self.rivalling = home.invited(self.seat, Role.presenter, "Ria", self.second)
        self.investor, self.investing = home.invited(self.seat, Role.investor, "Ivy")

    def host(self, type_: str, **fields: object) -> None:
        answer = self.organizer.command(self.seat, type_, None, **fields)
        assert answer.status_code == 200, answer.text

    def go(self) -> None:
        """The pitch, from its start to its end."""
        self.host("pitch.start", pitch=self.pitch)
        self.home.clock.pass_by(20)
        for type_, fields in (
            ("question.ask", {"text": "How wide is it?"}),
            ("intent.state", {"project": self.project, "kind": "pilot", "comment": "In Lisbon", **KEYS}),
        ):
            answer = self.investor.command(self.investing, type_, None, **fields)
            assert answer.status_code == 200, answer.text
        self.home.clock.pass_by(40)
        self.host("pitch.end", pitch=self.pitch)

    def paths(self, seat: str, project: str = "") -> list[str]:
        """Every address of a report."""
        files = f"/api/seats/{seat}/reports/{project or self.project}"
        page = f"/s/{seat}/report/{project or self.project}"
        return [page, f"{files}.pdf", f"{files}.csv", f"{files}/seconds.csv"]


def statuses(browser: Browser, paths: list[str]) -> list[int]:
    return [browser.get(path).status_code for path in paths]
