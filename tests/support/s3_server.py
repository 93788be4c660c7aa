"""A real S3 server of the tests' own: rclone, which checks signatures and their expiry."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from kumiki.ports import free_port

ACCESS_KEY_ID = "KUMIKITESTS"
SECRET_ACCESS_KEY = "a-secret-of-the-tests"
BUCKET = "kumiki"


@contextmanager
def s3_server() -> Iterator[dict[str, Any]]:
    """The settings by which a subgraph uses it."""
    with TemporaryDirectory(prefix="kumiki-s3-") as directory:
        (Path(directory) / BUCKET).mkdir()
        endpoint = f"127.0.0.1:{free_port()}"
        program = str(Path(sys.executable).with_name("rclone"))
        command = [program, "--config", "", "serve", "s3", "--addr", endpoint, "--vfs-cache-mode", "off"]
        command += ["--auth-key", f"{ACCESS_KEY_ID},{SECRET_ACCESS_KEY}", directory]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _wait_until_it_answers(f"http://{endpoint}/")
            yield {
                "s3_bucket": BUCKET,
                "s3_endpoint": f"http://{endpoint}",
                "s3_path_style": True,
                "s3_access_key_id": ACCESS_KEY_ID,
                "s3_secret_access_key": SECRET_ACCESS_KEY,
            }
        finally:
            server.terminate()
            server.wait()


def _wait_until_it_answers(url: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            urlopen(url).close()
            return
        except HTTPError as error:
            error.close()
            return
        except URLError:
            time.sleep(0.02)
    raise RuntimeError("the S3 server does not start")
