from server.domain.messages import ProjectId
from server.domain.prompts import PromptSent, PromptText, SendPrompt
from server.domain.state import Prompt
from tests.server.domain.story import HOST, PROJECT_A, planned


def test_a_prompt_replaces_the_last_one() -> None:
    story = planned().given(HOST, SendPrompt(project=PROJECT_A, text="Two minutes"))

    story.when(HOST, SendPrompt(project=PROJECT_A, text=" One minute\x00 "))

    story.then(PromptSent(project=PROJECT_A, private=PromptText(text="One minute")))
    assert dict(story.state.prompts) == {PROJECT_A: Prompt(text="One minute", at=story.at)}


def test_a_prompt_needs_a_text_and_a_project() -> None:
    planned().when(HOST, SendPrompt(project=PROJECT_A, text=" ")).refused("text_empty")
    planned().when(HOST, SendPrompt(project=ProjectId("prj_nowhere"), text="Hello")).refused("project_missing")


def test_an_erased_prompt_is_one_without_text() -> None:
    story = planned().happen(HOST.person, [PromptSent(project=PROJECT_A)])

    assert story.state.prompts[PROJECT_A].text is None
