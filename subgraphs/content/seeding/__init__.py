"""From checked-in files to rows. `packs` reads files, the others make rows; `repository/seeding.py` writes them."""
