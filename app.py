"""The application, for `flask --app app` and for the server."""

import sys

from eventreg import create_app
from eventreg.config import BadSettings

try:
    app = create_app()
except BadSettings as fault:
    sys.exit(str(fault))
