from io import BytesIO

from tools.spoken import extract

CODE = r"""
const a = words.say("Plain");
return html`<p>${ready && html`<b>${words.say("Withdrawn {time}; it \"counts\" nowhere", { time })}</b>`}</p>
  ${words.count(found.length, "{count} vote", "{count} votes")}`;
"""


def test_texts_are_found_wherever_they_stand_with_their_lines() -> None:
    found = list(extract(BytesIO(CODE.encode()), {}, (), {}))

    assert found == [
        (2, "say", "Plain", []),
        (3, "say", 'Withdrawn {time}; it "counts" nowhere', []),
        (4, "count", ("", "{count} vote", "{count} votes"), []),
    ]
