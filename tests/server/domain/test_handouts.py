from msgspec.structs import replace

from server.domain.handouts import Handout, handouts
from server.domain.materials import Download, MaterialId
from server.domain.messages import PersonId, Role
from server.domain.visibility import Audience
from tests.server.domain.story import INES, IRIS, PROJECT_A, PROJECT_B, START, Story, on_air
from tests.server.domain.test_materials import DECK

OWN = Audience(role=Role.presenter, project=PROJECT_A)
OURS = replace(DECK, project=PROJECT_A)


def had(*people: PersonId, material: MaterialId = OURS.material) -> list[Download]:
    return [Download(material=material, person=person, at=START) for person in people]


def read(story: Story, *downloads: Download, audience: Audience = OWN) -> list[Handout]:
    theirs = replace(OURS, material=MaterialId("mat_9"), project=PROJECT_B)
    gone = replace(OURS, material=MaterialId("mat_8"), name="old.pdf", removed=True)
    return handouts(story.state, PROJECT_A, audience, [OURS, theirs, gone], downloads)


def test_everybody_counts_once_and_nobody_is_named_without_a_lead() -> None:
    found = read(on_air(), *had(INES.person, IRIS.person, INES.person))

    assert found == [Handout(name=OURS.name, people=2, names=[])]


def test_what_was_removed_is_told_as_long_as_somebody_has_it() -> None:
    old = MaterialId("mat_8")

    assert [one.name for one in read(on_air())] == [OURS.name]
    assert [one.name for one in read(on_air(), *had(INES.person, material=old))] == [OURS.name, "old.pdf"]
