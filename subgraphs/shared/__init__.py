"""What two domains already use; no business noun lives here."""
