"""What Django needs to serve an API and nothing else: no middleware, no sessions, no templates."""

import os
from typing import Any, Final

_POOL: Final = int(os.environ["POOL"])

SECRET_KEY: Final = os.environ["JWT_SECRET"]
ALLOWED_HOSTS: Final = ["127.0.0.1"]
INSTALLED_APPS: Final = ["django.contrib.postgres", "bench.peers.django_ninja"]
ROOT_URLCONF: Final = "bench.peers.django_ninja.urls"
USE_TZ: Final = True
TIME_ZONE: Final = "UTC"
DATABASES: Final[dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ["PGHOST"],
        "PORT": os.environ["PGPORT"],
        "USER": os.environ["PGUSER"],
        "NAME": os.environ["PGDATABASE"],
        "OPTIONS": {
            "pool": {"min_size": _POOL, "max_size": _POOL},
            "server_side_binding": True,  # without it there are no prepared statements
            "prepare_threshold": 0,
        },
    }
}
