"""Where providers speak: notices over the wire, and the payer's way back."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from sourcebridge.clock import queries as clock
from sourcebridge.kit.errors import ProviderError, Refusal
from sourcebridge.parties import access
from sourcebridge.payments import services
from sourcebridge.payments.adapters.alipay import protocol, provider
from sourcebridge.payments.models import PaymentIntent
from sourcebridge.payments.states import OPEN_INTENT, Provider

LARGEST = 65_536


@csrf_exempt
@require_POST
@access.page(access.PUBLIC)
def alipay(request: HttpRequest) -> HttpResponse:
    """An asynchronous notice of Alipay: verified before anything else; answered "success" once it is booked."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return _answer(protocol.REFUSED, 413)
    try:
        verdict = services.receive_notice(provider=Provider.ALIPAY, body=request.body, now=clock.now())
    except (ProviderError, Refusal):
        return _answer(protocol.REFUSED, 503)
    if verdict == services.Verdict.FORGED:
        return _answer(protocol.REFUSED, 401)
    if verdict == services.Verdict.UNREADABLE:
        return _answer(protocol.REFUSED, 422)
    return _answer(protocol.ACKNOWLEDGED, 200)


def _answer(text: bytes, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


@access.page(access.PUBLIC)
def alipay_return(request: HttpRequest) -> HttpResponse:
    """The payer comes back from Alipay. Nothing is marked paid: a genuine return makes us ask Alipay."""
    try:
        client = provider.AlipayProvider.configured().client
        back = protocol.parse_return(request.META.get("QUERY_STRING", ""), client.config.keyring, at=datetime.now(UTC))
    except ProviderError:
        return redirect("/")
    number = provider.inside(back.out_trade_no)
    intent = PaymentIntent.objects.filter(number=number).first()
    if intent is None:
        return redirect("/")
    if intent.state in OPEN_INTENT:
        services.ask_payment(intent_id=intent.id, now=clock.now())
    return redirect("payments:pay", intent.id)
