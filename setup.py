"""Only what pyproject.toml cannot hold: where strings stand, and compiled languages."""

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithLanguages(build_py):
    """Compile the catalogues first: no .mo is kept in the repository."""

    def run(self) -> None:
        self.run_command("compile_catalog")
        super().run()


setup(
    cmdclass={"build_py": BuildWithLanguages},
    command_options={
        "compile_catalog": {
            "directory": ("setup.py", "ckanext/tiptaskforce/i18n"),
            "domain": ("setup.py", "ckanext-tiptaskforce"),
        },
    },
    message_extractors={
        "ckanext": [
            ("**.py", "python", None),
            ("**.js", "javascript", None),
            ("**/templates/**.html", "ckan", None),
        ],
    },
)
