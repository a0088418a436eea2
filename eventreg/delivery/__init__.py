"""The outside world: mail, QR codes, files."""
