"""The settings of a stack's site, written as an ini file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dev.ports import HOST

if TYPE_CHECKING:
    from dev.places import Places

SECONDS_12_HOURS = 12 * 3600

_LOGGING = """
[loggers]
keys = root

[handlers]
keys = console

[formatters]
keys = plain

[logger_root]
level = INFO
handlers = console

[handler_console]
class = StreamHandler
args = (sys.stderr,)
level = NOTSET
formatter = plain

[formatter_plain]
format = %(asctime)s %(levelname)-7s [%(name)s] %(message)s
"""


def site_url(port: int) -> str:
    return f"http://localhost:{port}"


def settings(places: Places, *, url: str, secret: str, is_demo: bool) -> dict[str, str]:
    """Return the safe settings of `docs/operators.md`, for a site on this machine."""
    files = {
        f"ckan.files.storage.{name}.{key}": value
        for name in ("default", "resources", "users", "groups", "admins")
        for key, value in _folder_storage(str(places.storage / name)).items()
    }
    private = {
        f"ckan.files.storage.tiptaskforce_private.{key}": value
        for key, value in _folder_storage(str(places.private_files)).items()
    }
    return {
        "use": "egg:ckan",
        "debug": "false",
        "SECRET_KEY": secret,
        "ckan.site_id": f"tiptaskforce_{places.name}",
        "ckan.site_url": url,
        "ckan.site_title": "TIP Task Force Data",
        # Both speak CKAN's pages and ours; the other fifty would speak CKAN's alone.
        "ckan.locales_offered": "en fr",
        "ckan.plugins": "tiptaskforce scheming_datasets",
        "ckan.storage_path": str(places.storage),
        **_SESSIONS,
        "SESSION_FILE_DIR": str(places.sessions),
        **_CLOSED_DOORS,
        **files,
        **private,
        "ckanext.tiptaskforce.demo": "true" if is_demo else "false",
        # Nobody waits five days to see what a demonstration publishes.
        "ckanext.tiptaskforce.objection_days": "0" if is_demo else "5",
        "ckanext.tiptaskforce.vault_path": str(places.vault),
        "ckanext.tiptaskforce.release_path": str(places.releases),
    }


def _folder_storage(path: str) -> dict[str, str]:
    return {"type": "ckan:fs", "path": path, "initialize": "true"}


# A page on localhost has no TLS: a Secure cookie is kept there by browsers, but not by
# every command-line client. The self-check names this difference in the demo banner.
_SESSIONS = {
    "SESSION_TYPE": "filesystem",
    "SESSION_PERMANENT": "true",
    "PERMANENT_SESSION_LIFETIME": str(SECONDS_12_HOURS),
    "SESSION_COOKIE_HTTPONLY": "true",
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SESSION_COOKIE_SECURE": "false",
    "REMEMBER_COOKIE_HTTPONLY": "true",
    "REMEMBER_COOKIE_SAMESITE": "Lax",
    "REMEMBER_COOKIE_SECURE": "false",
    "REMEMBER_COOKIE_DURATION": str(SECONDS_12_HOURS),
    "WTF_CSRF_ENABLED": "true",
}

_CLOSED_DOORS = {
    "ckan.auth.public_user_details": "false",
    "ckan.auth.user_create_groups": "false",
    "ckan.auth.user_create_organizations": "false",
    "ckan.auth.user_delete_groups": "false",
    "ckan.auth.user_delete_organizations": "false",
    "ckan.auth.create_user_via_web": "false",
    "ckan.auth.create_user_via_api": "false",
    "ckan.auth.allow_dataset_collaborators": "false",
    "ckan.auth.anon_create_dataset": "false",
    "ckan.auth.create_unowned_dataset": "false",
    "ckan.hide_version": "true",
    "ckan.search.solr_allowed_query_parsers": "",
    "ckan.cors.origin_allow_all": "false",
    "ckan.valid_url_schemes": "https",
    "ckan.upload.user.types": "",
    "ckan.upload.user.mimetypes": "",
    "ckan.upload.group.types": "",
    "ckan.upload.group.mimetypes": "",
    "ckan.upload.admin.types": "",
    "ckan.upload.admin.mimetypes": "",
    "ckan.gravatar_default": "disabled",
    "ckan.auth.create_default_api_keys": "false",
    "smtp.server": f"{HOST}:25",
    "smtp.starttls": "false",
    "smtp.mail_from": "no-reply@localhost",
}


def text(options: dict[str, str]) -> str:
    """Return the ini file; a percent sign in a path is not an interpolation."""
    lines = [f"{key} = {value.replace('%', '%%')}" for key, value in options.items()]
    head = "# Written by `python -m dev` at each start: changes here do not last.\n"
    return f"{head}[app:main]\n" + "\n".join(lines) + f"\n{_LOGGING}"


def write(places: Places, options: dict[str, str]) -> None:
    """Write the ini file and make the folders that it names; nobody else reads them."""
    for folder in (
        *(places.storage, places.vault, places.releases),
        *(places.private_files, places.sessions),
    ):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
    places.ini.touch(mode=0o600)
    places.ini.write_text(text(options), encoding="utf-8")
