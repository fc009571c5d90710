"""`tixgenius openapi`."""

import json
import sys
from pkgutil import resolve_name

from entrypoints.cli.doors import OPENAPI_DOCUMENT


def openapi() -> None:
    """Print the description of the HTTP API (OpenAPI 3.1), always in the same order."""
    document = resolve_name(OPENAPI_DOCUMENT)()
    json.dump(document, sys.stdout, indent=2, sort_keys=True, ensure_ascii=False)
    sys.stdout.write("\n")
