"""The files of a folder that is watched: what is there, and which version of it.

Others may put pages there, who must not have us read what they may not read: a link that leads out of the folder is
never followed.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from scrapers.dumps import PageFile, PageFiles
from scrapers.errors import FetchError, PageMissing
from scrapers.kinds.types import WatchedSource
from scrapers.types import Page


@dataclass(frozen=True, slots=True)
class WatchedFile:
    """A file as it was when the folder was listed. A :class:`bot.app.watching.means.FolderFile`.

    :ivar version: another one whenever it was written to.
    :ivar leads_out: whether it is a link to what lies outside of the folder.
    """

    file: PageFile
    version: str
    size: int
    changed_at: datetime
    leads_out: bool = False

    @property
    def name(self) -> str:
        """Its name, never a path of this machine; of a recorded page too, whose address others may have as well."""
        return self.file.path.name if self.file.exchange else self.file.address

    def read(self) -> Page:
        """The page. Raises as :meth:`scrapers.dumps.PageFile.read`.

        :raises scrapers.errors.FetchError: also if it leads out of its folder, be it only by now.
        """
        real = _real_path(self.file)
        if self.leads_out or real is None:
            raise FetchError(self.name, "it is a link that leads out of the folder.", "Put the page itself there.")
        return replace(self.file, path=real, follow=False).read()


def files_in(source: WatchedSource) -> Sequence[WatchedFile]:
    """The files of a watched folder that are pages, by name; none if it is empty.

    :raises scrapers.errors.PageMissing: the folder is not there, or is none.
    :raises scrapers.errors.FetchError: it cannot be read.
    """
    folder = Path(source.address)
    if not folder.is_dir():
        raise PageMissing(source.name, "its folder is not there.", "Make it, or change its address in the settings.")
    try:
        files = PageFiles([folder], source=source.source).files()
    except PageMissing:  # it has no page yet
        return ()
    return [watched for file in files if (watched := _watched(source, file))]


def _watched(source: WatchedSource, file: PageFile) -> WatchedFile | None:
    """The file with its version; ``None`` if it has gone meanwhile."""
    try:
        if _real_path(file) is None:
            return WatchedFile(file, "", 0, datetime.fromtimestamp(0, UTC), leads_out=True)
        status = file.path.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FetchError(source.name, f"{file.address} cannot be read: {error.strerror}.") from error
    changed_at = datetime.fromtimestamp(status.st_mtime, UTC)
    return WatchedFile(file, f"{status.st_size}-{status.st_mtime_ns}", status.st_size, changed_at)


def _real_path(file: PageFile) -> Path | None:
    """Where the file is in truth; ``None`` if that is not in its folder."""
    real, folder = Path(os.path.realpath(file.path)), Path(os.path.realpath(file.path.parent))
    return real if real.is_relative_to(folder) else None
