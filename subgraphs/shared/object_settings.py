"""Settings of where files are kept and how clients reach them."""

from datetime import timedelta
from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings


class ObjectSettings(BaseSettings):
    """Part of what every subgraph is told."""

    files_url: str = "http://127.0.0.1:4000"
    """Where clients reach this subgraph's `/files`: the beginning of every address of a file that it gives out."""

    files_key: SecretStr | None = Field(default=None, min_length=32)
    """Signs addresses of files. None: the key in `home/keys/files.key`, made when absent. Processes that answer for
    each other need the same."""

    signed_url_lifetime: timedelta = Field(default=timedelta(hours=1), ge=timedelta(seconds=2), le=timedelta(days=7))
    """How long at most the address of a private file works; at least half of it. Too low: a page that stays open
    loses its pictures; too high: whoever is sent the address reads the file for that long."""

    upload_url_lifetime: timedelta = Field(default=timedelta(minutes=30), ge=timedelta(seconds=1), le=timedelta(days=7))
    """How long a client has to begin an upload of its own. Too low fails on slow lines; too high keeps reservations."""

    s3_bucket: str | None = None
    """The S3 bucket for files. None: files are kept under `home/objects`, which only processes of one machine share."""

    s3_endpoint: str = "https://s3.us-east-1.amazonaws.com"
    """Where the S3 server answers this process."""

    s3_public_endpoint: str | None = None
    """Where it answers clients, where that is another address. It is part of what is signed."""

    s3_public_url: str | None = None
    """Where everybody can read the bucket, such as a CDN. None: the subgraph sends readers of public files on."""

    s3_region: str = "us-east-1"
    """The region that requests are signed for."""

    s3_path_style: bool = False
    """Whether the bucket stands in the path of addresses, as most servers but Amazon's want it, or before the host."""

    s3_access_key_id: str = ""
    """Who this platform is for the S3 server. It needs to read, write, list and delete in its bucket."""

    s3_secret_access_key: SecretStr = SecretStr("")
    """The secret that belongs to it."""

    s3_timeout: timedelta = timedelta(seconds=30)
    """For one request to S3. Too low fails large files; too high lets callers wait for a server that is gone."""

    image_max_pixels: int = Field(default=40_000_000, ge=10_000)
    """Width times height of a picture that is taken. Too low refuses photographs; too high lets a small file fill
    memory: a pixel takes up to 16 bytes on its way."""

    image_max_side: int = Field(default=16_000, ge=100)
    """The longer side of a picture, in pixels. Too low refuses panoramas; formats end at 16383 or 65535."""

    image_memory_bytes: int = Field(default=2_000_000_000, ge=300_000_000)
    """Address space of the process that reads one picture. Too low fails large pictures; too high lets hostile ones
    press others out of memory."""

    image_timeout: timedelta = Field(default=timedelta(seconds=20), ge=timedelta(seconds=1))
    """For one picture in all its sizes. Too low fails large ones on a busy machine; too high lets hostile ones keep a
    processor."""

    images_at_once: int = Field(default=2, ge=1)
    """Pictures that are worked on at a time in this process. Too low: uploads wait; too high: requests do."""

    @model_validator(mode="after")
    def _bucket_has_keys(self) -> Self:
        if self.s3_bucket is not None and not (self.s3_access_key_id and self.s3_secret_access_key.get_secret_value()):
            raise ValueError("KUMIKI_S3_BUCKET needs KUMIKI_S3_ACCESS_KEY_ID and KUMIKI_S3_SECRET_ACCESS_KEY")
        return self
