import gzip
import json

from tests.e2e.cli.test_import_tickets import issue, lines
from tests.support.command_line import CommandLine
