"""`schema`: write what the code makes, or check that it is what is checked in."""

from kumiki.failures import SchemaHasDrifted
from kumiki.schema_files import build_schema_files, find_drift, write_schema_files
from kumiki.screen import console


def schema(check: bool) -> None:
    files = build_schema_files()
    if check:
        drift = find_drift(files)
        if drift:
            names = "\n".join(f"  {path}" for path in drift)
            raise SchemaHasDrifted(f"these files are not what the code makes; run `make schema`:\n{names}")
        console.print("schema/ is what the code makes.")
        return
    written = write_schema_files(files)
    for path in written:
        console.print(f"{'written' if path in files else 'deleted'} {path}")
    if not written:
        console.print("schema/ was up to date.")
