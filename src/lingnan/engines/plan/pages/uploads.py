"""A file that comes with a form."""

from typing import BinaryIO, cast

from django.http import HttpRequest

from lingnan.engines.identity.actor import Actor
from lingnan.engines.identity.models import Attachment
from lingnan.engines.identity.services.files import store_file


def attach(request: HttpRequest, by: Actor, *, about: str) -> Attachment | None:
    """Keep the uploaded file `file`, if there is one; its content is checked by the file service."""
    upload = request.FILES.get("file")
    if upload is None:
        return None
    return store_file(by=by, name=upload.name or "file", content=cast(BinaryIO, upload), about=about)
