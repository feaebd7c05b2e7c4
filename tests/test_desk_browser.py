"""The desk in a real browser: every page in both languages, nothing from elsewhere, no error, accessible."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="isnad[desk] is not installed")
pytest.importorskip("playwright", reason="playwright is not installed")

from desk_browser import CHROMIUM, Watched, browsing, serving
from desk_clients import PASSWORD
from desk_told import HOSTILE, build
from isnad.desk.accounts import Accounts

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine")
PAGES = (
    "/", "/search", "/search?view=articles", "/search?text=كيدال", "/reader?doc=a1", "/stories", "/timeline", "/map",
    "/network", "/positions", "/figures", "/review", "/review/article?doc=a1", "/review/doubles", "/review/rules",
    "/review/history", "/ingest", "/audit", "/api",
)  # fmt: skip


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("browser") / "corpus.db"
    build(where).close()
    return where


@pytest.fixture(scope="module")
def address(database: Path) -> Iterator[str]:
    with serving(database) as found:
        yield found


@pytest.fixture(scope="module")
def context() -> Iterator[Any]:
    with browsing() as found:
        yield found


@pytest.fixture
def watched(context: Any, address: str) -> Iterator[Watched]:
    found = Watched(context, address)
    yield found
    found.page.close()


def _with(path: str, lang: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang={lang}"


@pytest.mark.parametrize("lang", ["ar", "en"])
def test_every_page(watched: Watched, lang: str) -> None:
    for path in PAGES:
        assert watched.go(_with(path, lang)) == 200, path
        html = watched.page.locator("html")
        assert html.get_attribute("lang") == lang
        assert html.get_attribute("dir") == ("rtl" if lang == "ar" else "ltr")
        assert watched.page.locator("main h1, main h2").count() >= 1, path
        wide = watched.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 1, f"{path} is {wide} pixels wider than the window"
    assert watched.foreign == []
    assert watched.errors == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(context: Any, address: str, theme: str) -> None:
    watched = Watched(context, address)
    watched.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    found = {}
    for number, path in enumerate(PAGES):
        watched.go(_with(path, ("ar", "en")[number % 2]))
        if serious := watched.serious():
            found[path] = serious
    watched.page.close()
    assert not found, "\n".join(f"{path}\n  " + "\n  ".join(told) for path, told in found.items())


def test_a_form_is_taken_from_a_browser(watched: Watched) -> None:
    watched.go("/ingest?lang=en")
    watched.page.fill("textarea[name=text]", "وصل الوفد إلى المدينة مساء الاثنين، والتقى رئيسُ البلدية أعضاءه.")
    watched.page.fill("input[name=title]", HOSTILE)
    with watched.page.expect_navigation() as gone:
        watched.page.click("form:has(textarea) button")
    assert gone.value.status == 200
    watched.page.wait_for_selector("li[data-job][data-state=done]", timeout=120_000)
    assert watched.page.locator("main script").count() == 0
    assert watched.errors == []


def test_hostile_article_stays_text(watched: Watched) -> None:
    fired: list[str] = []
    watched.page.on("dialog", lambda d: (fired.append(d.message), d.dismiss()))
    for path in ("/search?view=articles&lang=en", "/search?lang=ar", "/reader?doc=odd%2F%D8%AF%D9%88%D8%AC%3F%231",
                 "/review?lang=ar", "/network?lang=ar", "/timeline?lang=ar"):  # fmt: skip
        watched.go(path)
        assert watched.page.locator("main img").count() == 0
    assert not fired
    assert not watched.foreign


def test_dark_is_remembered(watched: Watched) -> None:
    watched.go("/?lang=en")
    before = watched.page.evaluate("getComputedStyle(document.body).color")
    watched.page.click("button.theme")
    after = watched.page.evaluate("getComputedStyle(document.body).color")
    watched.go("/search?lang=en")
    assert watched.page.evaluate("getComputedStyle(document.body).color") == after != before
    watched.page.context.clear_cookies(name="theme")


def test_signing_in_and_out(tmp_path: Path, context: Any) -> None:
    where = tmp_path / "c.db"
    build(where).close()
    accounts = Accounts(Path(f"{where}.desk"))
    accounts.set("amal", "editor", PASSWORD)
    accounts.close()
    with serving(where) as address:
        watched = Watched(context, address)
        watched.go("/search?lang=en&text=x")
        assert watched.page.url.startswith(f"{address}/login?next=")
        assert not watched.serious()
        watched.page.fill("input[name=name]", "amal")
        watched.page.fill("input[name=password]", PASSWORD)
        watched.page.click("main button")
        watched.page.wait_for_url("**/search?*")
        watched.page.click("header form button")
        watched.page.wait_for_url("**/login*")
        watched.go("/")
        assert "/login" in watched.page.url
        watched.page.close()
    context.clear_cookies()
