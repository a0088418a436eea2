"""The application, for `flask --app app` and for the server."""

import os
import sys

from eventreg.application import create_app
from eventreg.config import BadSettings

os.umask(0o077)  # whatever the service writes, only its owner reads

try:
    app = create_app()
except BadSettings as fault:
    sys.exit(str(fault))
