"""Open an attached file: always as a download that can run nothing."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_GET

from lingnan.core.errors import Unavailable
from lingnan.core.labels import Label
from lingnan.engines.identity.attachments import may_open
from lingnan.engines.identity.models import Attachment
from lingnan.engines.identity.pages.door import actor
from lingnan.engines.identity.services.files import path_of


@require_GET
def download(request: HttpRequest, attachment_id: int) -> HttpResponseBase:
    """The file; who may not open it learns nothing, not even that it is there."""
    attachment = Attachment.objects.select_related("file", "by_account").filter(pk=attachment_id).first()
    if attachment is None or not may_open(actor(request), attachment):
        raise Http404
    path = path_of(attachment.file_id)
    if not path.is_file():
        raise Unavailable(
            Label(
                zh=f"附件“{attachment.name}”的内容不在存储里，请联系系统管理员",
                en=f"The content of “{attachment.name}” is not in the store; tell the administrator",
            )
        )
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=attachment.name, content_type=attachment.file.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
