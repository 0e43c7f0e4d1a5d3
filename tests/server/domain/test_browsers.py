import pytest

from server.domain.browsers import NO_DEVICE, Device, device_of

KHTML = "(KHTML, like Gecko)"
AGENTS = {
    "Chrome Windows": f"(Windows NT 10.0; Win64; x64) AppleWebKit/537.36 {KHTML} Chrome/149.0 Safari/537.36",
    "Edge Windows": f"(Windows NT 10.0) AppleWebKit/537.36 {KHTML} Chrome/149.0 Safari/537.36 Edg/149.0",
    "Safari macOS": f"(Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1 {KHTML} Version/18.4 Safari/605.1",
    "Firefox Linux": "(X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "WeChat iPhone": f"(iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1 {KHTML} MicroMessenger/8.0.58",
    "Huawei Browser HarmonyOS": f"(Linux; Android 12; HarmonyOS) {KHTML} Chrome/114.0 HuaweiBrowser/15.0 Safari/537.36",
    "Mi Browser Android": f"(Linux; Android 14) {KHTML} Chrome/125.0 Mobile Safari/537.36 XiaoMi/MiuiBrowser/18",
}


@pytest.mark.parametrize("name", AGENTS)
def test_a_browser_is_known_although_it_names_others_too(name: str) -> None:
    browser, _, system = name.rpartition(" ")

    assert device_of(f"Mozilla/5.0 {AGENTS[name]}") == Device(browser=browser, system=system)


@pytest.mark.parametrize("agent", ["", "curl/8.5.0", "<script>alert(1)</script>"])
def test_of_what_is_no_browser_nothing_is_kept(agent: str) -> None:
    assert device_of(agent) == NO_DEVICE
