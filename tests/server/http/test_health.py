from tests.server.http.home import Home


def test_a_house_that_lives_says_so_to_anybody(home: Home) -> None:
    answer = home.client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"alive": True})


def test_one_that_cannot_work_yet_says_what_it_lacks(home: Home) -> None:
    answer = home.client.get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {"ready": False, "lacks": ["rooms"]})


def test_one_that_works_is_ready(home: Home) -> None:
    home.call(_woken, home)

    answer = home.client.get("/readyz")

    assert (answer.status_code, answer.json()) == (200, {"ready": True, "lacks": []})


async def _woken(home: Home) -> None:
    home.house.rooms.start()
    assert home.house.rooms._waker is not None
    await home.house.rooms._waker
