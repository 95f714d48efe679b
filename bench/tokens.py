"""Inside the bench's site: `python -m bench.tokens INI NAME…` makes a token of each.

A person makes the own token on the page of the account, and nobody does it for another;
here the account itself is the one that asks.
"""

from __future__ import annotations

import json
import sys


def main() -> None:
    """Boot CKAN and print the tokens by name of the account, as JSON."""
    ini, *names = sys.argv[1:]
    from ckan.cli import load_config
    from ckan.config.middleware import make_app

    from ckanext.tiptaskforce.cli.terminal import call

    # CKAN's flask application has the context that its actions need.
    app = make_app(load_config(ini))._wsgi_app
    made = {}
    for name in names:
        with app.app_context(), app.test_request_context():
            about = {"user": name, "name": "bench"}
            made[name] = call("api_token_create", name, **about)["token"]
    print(json.dumps(made))


if __name__ == "__main__":
    main()
