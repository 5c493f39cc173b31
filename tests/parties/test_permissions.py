"""Rights written out once more, right by right, as the roles are described: a table that moved moves here too."""

from __future__ import annotations

import pytest

from sourcebridge.parties.permissions import Permission, Role, permissions_of

TRADING = """
parties:company:edit: owner
parties:member:view: owner sales fulfilment finance purchaser approver
parties:member:manage: owner
parties:token:manage: owner
parties:licence:submit: owner
catalog:product:view: owner sales fulfilment finance purchaser approver
catalog:product:edit: owner sales
catalog:shop:edit: owner sales
catalog:translation:edit: owner sales
catalog:buyer:approve: owner sales
catalog:price:ask: owner purchaser
catalog:agreed_price:edit: owner sales
catalog:import:run: owner sales
places:place:view: owner sales fulfilment finance purchaser approver
places:belt:claim: owner sales
inventory:stock:view: owner sales fulfilment finance purchaser approver
inventory:stock:adjust: owner fulfilment
logistics:freight:edit: owner sales
logistics:shipment:view: owner sales fulfilment finance purchaser approver
logistics:shipment:ship: owner fulfilment
domestic:cart:edit: owner purchaser
domestic:order:view: owner sales fulfilment finance purchaser approver
domestic:order:place: owner purchaser
domestic:order:pay: owner finance purchaser approver
domestic:order:cancel: owner purchaser
domestic:order:confirm: owner purchaser
domestic:order:ask_refund: owner purchaser
domestic:order:reprice: owner sales
domestic:order:decline: owner sales
domestic:order:hold_stock: owner sales
domestic:order:ship: owner fulfilment
domestic:order:decide_refund: owner sales
payments:balance:view: owner finance purchaser approver
payments:balance:top_up: owner finance
payments:payout:ask: owner finance
payments:payout_account:edit: owner finance
payments:statement:view: owner finance approver
"""
PLATFORM = """
parties:company:edit: owner
parties:member:view: owner sales fulfilment finance purchaser approver
parties:member:manage: owner
parties:token:manage: owner
parties:licence:review: owner sales
messaging:mailbox:view: owner sales fulfilment finance purchaser approver
catalog:product:review: owner sales
catalog:category:edit: owner sales
discovery:synonym:edit: owner sales
fx:rate:edit: owner sales
loading:type:edit: owner sales
customs:duty:edit: owner sales
landedcost:fee:edit: owner sales
freight:card:edit: owner sales
places:place:edit: owner sales
places:belt:confirm: owner sales
domestic:order:oversee: owner sales fulfilment finance purchaser approver
payments:payment:match: owner finance
payments:unmatched:resolve: owner finance
payments:payout:file: owner finance
payments:payout:settle: owner finance approver
payments:platform_statement:view: owner finance
console:queue:view: owner sales fulfilment finance purchaser approver
console:job:retry: owner fulfilment
clock:clock:move: owner
parameters:parameter:change: owner
audit:entry:view: owner sales fulfilment finance purchaser approver
privacy:person:oversee: owner
"""
OF_EITHER_KIND = {"parties:company:edit", "parties:member:view", "parties:member:manage", "parties:token:manage"}


def written(text: str) -> dict[str, set[str]]:
    """Right to roles."""
    lines = (line.split(": ") for line in text.strip().splitlines())
    return {right: set(roles.upper().split()) for right, roles in lines}


def held(*, platform: bool) -> dict[str, set[str]]:
    """Right to the roles that hold it alone."""
    found: dict[str, set[str]] = {}
    for role in Role:
        for right in permissions_of(frozenset({role.value}), platform=platform):
            found.setdefault(right.value, set()).add(role.value)
    return found


@pytest.mark.parametrize(("platform", "text"), [(False, TRADING), (True, PLATFORM)], ids=["trading", "platform"])
def test_each_right_belongs_to_these_roles_and_no_other(platform: bool, text: str) -> None:
    assert held(platform=platform) == written(text)


def test_every_right_is_held_by_somebody() -> None:
    assert set(written(TRADING)) | set(written(PLATFORM)) == {right.value for right in Permission}
    assert set(written(TRADING)) & set(written(PLATFORM)) == OF_EITHER_KIND


def test_several_roles_add_up_and_none_allow_nothing() -> None:
    both = permissions_of(frozenset({"SALES", "FINANCE"}), platform=False)
    assert both == permissions_of(frozenset({"SALES"}), platform=False) | permissions_of(
        frozenset({"FINANCE"}), platform=False
    )
    assert permissions_of(frozenset(), platform=False) == frozenset()
    assert permissions_of(frozenset(), platform=True) == frozenset()


def test_an_unknown_role_is_refused() -> None:
    with pytest.raises(ValueError, match="CHIEF"):
        permissions_of(frozenset({"CHIEF"}), platform=False)
