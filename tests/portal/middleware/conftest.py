"""Browsers of strangers and members, each with cookies of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ckan.tests import factories
from flask.testing import FlaskClient


@pytest.fixture
def password() -> str:
    """The password of every account that the factories make."""
    return factories.User._meta.pre_declarations.as_dict()["password"].function()


class Browser(FlaskClient):
    """A browser on the site's own address, with cookies of its own."""

    SITE = "test.ckan.net"

    def open(self, *args: Any, **more: Any) -> Any:
        if args and isinstance(args[0], str):
            more.setdefault("base_url", f"http://{self.SITE}")
        return super().open(*args, **more)

    def cookie(self, name: str) -> str | None:
        """Return the value of a cookie, or None."""
        found = self.get_cookie(name, domain=self.SITE)
        return found.value if found else None

    def take_cookie(self, name: str, value: str | None) -> None:
        """Hold a cookie that was got elsewhere."""
        self.set_cookie(name, value or "", domain=self.SITE, origin_only=False)


@pytest.fixture
def visitor(app, password) -> Callable[..., Any]:
    """Return a function that opens a browser of its own, signed in as a user or not.

    It signs in on the page itself, and follows no redirects. Nobody suffers from the
    failed tries of other tests.
    """
    for limiter in app.flask_app.extensions["limiter"]:
        limiter.reset()

    def visit(user: dict[str, Any] | None = None, typed: str = password) -> Any:
        browser = Browser(app.flask_app, app.flask_app.response_class)
        if user is not None:
            form = {"login": user["name"], "password": typed}
            browser.post("/user/login", data=form)
        return browser

    return visit


@pytest.fixture
def csrf_on(app) -> Iterator[None]:
    """Check forms for their token, as every site does and test.ini does not."""
    app.flask_app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.flask_app.config["WTF_CSRF_ENABLED"] = False
