"""Settings of imports and exports of flashcards."""

from datetime import timedelta

from pydantic import Field

from subgraphs.shared.settings import SubgraphSettings


class ImportSettings(SubgraphSettings):
    import_file_bytes: int = Field(default=50_000_000, ge=10_000)
    """Largest file that flashcards are imported from; `KUMIKI_MAX_UPLOAD_BYTES` bounds it too. Too low refuses
    collections with recordings; too high lets one learner fill the disk for temporary files."""

    import_table_bytes: int = Field(default=20_000_000, ge=10_000)
    """Largest table of cards as text, which is read into memory."""

    import_collection_bytes: int = Field(default=400_000_000, ge=1_000_000)
    """What the database of a package may unpack to. Too low refuses large collections; too high lets a small file
    fill the disk."""

    import_media_file_bytes: int = Field(default=20_000_000, ge=10_000)
    """Largest file within a package; larger ones are left out and told of."""

    import_media_bytes: int = Field(default=1_000_000_000, ge=1_000_000)
    """What all media of a package may unpack to. Too low refuses large collections; too high lets a small file fill
    the disk."""

    import_media_bytes_per_learner: int = Field(default=5_000_000_000, ge=1_000_000)
    """All files that came with the notes of one learner together. Too high lets one learner fill the storage."""

    import_most_media: int = Field(default=50_000, ge=1)
    """Files in one package. Too low refuses large collections; too high: their list alone fills memory."""

    import_most_cards: int = Field(default=100_000, ge=1)
    """Flashcards of one import. Too low refuses large collections; too high: one transaction takes minutes."""

    import_most_answers: int = Field(default=1_000_000, ge=1)
    """Entries of the review log of one import. Too low refuses those who learnt for years; too high: one transaction
    takes minutes."""

    import_memory_bytes: int = Field(default=1_500_000_000, ge=100_000_000)
    """Memory of the process that unpacks a package. Too low refuses large ones; too high lets one take all."""

    import_unpack_timeout: timedelta = Field(default=timedelta(minutes=3), gt=timedelta())
    """How long a package may take to be unpacked. Too low refuses large ones; too high lets one that is made to be
    slow occupy a processor."""

    import_timeout: timedelta = Field(default=timedelta(minutes=30), gt=timedelta())
    """How long one attempt at an import or export may take. Too low: large ones never end; too high: one that hangs
    keeps others waiting."""

    import_patience: timedelta = Field(default=timedelta(hours=3), gt=timedelta())
    """After that, an import or export that has not ended has failed, and a preview is thrown away. Too low gives up
    what waits for others; too high: somebody waits for nothing."""

    import_attempts: int = Field(default=3, ge=1)
    """How often an import or export is begun before it has failed."""

    import_preview_rows: int = Field(default=20, ge=1)
    """Flashcards that a preview shows."""

    import_problems_kept: int = Field(default=200, ge=1)
    """Problems of one import that are told one by one; of the others it is told how many there are."""

    imports_per_day: int = Field(default=30, ge=1)
    """Imports that a learner may begin within a day. Too low hinders those who try out; too high lets one learner
    occupy the workers."""

    exports_per_day: int = Field(default=30, ge=1)
    """Exports that a learner may begin within a day."""

    export_most_cards: int = Field(default=200_000, ge=1)
    """Flashcards of one export."""

    cards_export_retention: timedelta = Field(default=timedelta(days=2), gt=timedelta())
    """How long the file of an export can be downloaded. Too low: it is gone before it is fetched; too high costs
    disk."""

    import_history_retention: timedelta = Field(default=timedelta(days=365), gt=timedelta())
    """How long it is remembered what was imported and exported. Flashcards stay."""
