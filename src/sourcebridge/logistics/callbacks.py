"""Where carriers' pushes arrive."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from sourcebridge.kit.errors import NotFound
from sourcebridge.logistics import services
from sourcebridge.logistics.adapters.kuaidi100 import protocol
from sourcebridge.parties import access

LARGEST = 1_000_000


@csrf_exempt
@require_POST
@access.page(access.PUBLIC)
def kuaidi100(request: HttpRequest, token: str) -> JsonResponse:
    """A push of kuaidi100, believed by its signature; anything else changes nothing."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return JsonResponse(protocol.answer(accepted=False, message="too large"), status=413)
    try:
        services.take_push(token=token, body=request.body)
    except NotFound:
        return JsonResponse(protocol.answer(accepted=False, message="unknown"), status=404)
    except protocol.ForgedPush:
        return JsonResponse(protocol.answer(accepted=False, message="signature"), status=401)
    except protocol.UnreadablePush:
        return JsonResponse(protocol.answer(accepted=False, message="unreadable"), status=422)
    return JsonResponse(protocol.answer(accepted=True))
