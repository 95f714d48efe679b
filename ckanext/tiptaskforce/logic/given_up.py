"""Why a release job was given up, in words for who prepared the release."""

from __future__ import annotations

from ckanext.tiptaskforce.phrase import N_

TRIED_OUT = N_(
    "The job was started three times, and each time its process ended before the work "
    "was done. Nothing became public. Tell the operator of the portal: the log of the "
    "worker says more."
)
UNEXPECTED = N_(
    "The job met a fault that it does not know. Nothing became public. Tell the "
    "operator of the portal: the log of the worker says more."
)
OLDER_ROWS = N_(
    "The rows of the portal are older than what it has published, as after a backup "
    "that was put back in part. Nothing became public. Tell the operator of the portal."
)
