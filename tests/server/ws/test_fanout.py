import pytest
from hypothesis import given
from hypothesis import strategies as st
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode

from server.ws.fanout import TransportProtocol, text_frame


@given(st.one_of(st.binary(max_size=300), st.sampled_from([b"x" * n for n in (125, 126, 65535, 65536)])))
def test_a_prebuilt_frame_is_the_one_the_library_would_build(payload: bytes) -> None:
    assert text_frame(payload) == Frame(Opcode.TEXT, payload).serialize(mask=False)


def test_the_protocol_still_has_what_is_relied_on() -> None:
    assert hasattr(WebSocketsSansIOProtocol, "handle_connect")
    assert issubclass(TransportProtocol, WebSocketsSansIOProtocol)
    with pytest.raises(AttributeError):
        _ = WebSocketsSansIOProtocol.fragment  # type: ignore[attr-defined]
