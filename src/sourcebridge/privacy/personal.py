"""The one table of personal data: which column holds what of whom, and what erasure does with it.

Conditions are SQL over the column's table with %(person)s (their id), %(names)s (every name and address they ever
acted under), %(sole)s (those that nobody else bears), %(mails)s, %(companies)s (all they ever worked in) and %(alone)s
(those where they were the only one).
Rows that are written once are reached by the database function `privacy_forget` alone; see docs/decisions.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Does(StrEnum):
    """What erasure does."""

    DELETE = "DELETE"  # the whole row goes
    CLEAR = "CLEAR"  # the column becomes empty
    NAME = "NAME"  # the column becomes the pseudonym
    WITHIN = "WITHIN"  # names and mail addresses inside a longer text become the pseudonym
    KEEP = "KEEP"  # stays under a legal duty: `why`, `until`
    OTHER = "OTHER"  # not personal: a code, a state, a word of the company's business


@dataclass(frozen=True, slots=True)
class Personal:
    """One column (or with DELETE all columns) of a table; `once` marks tables whose rows are written once."""

    table: str
    columns: tuple[str, ...]
    does: Does
    rows: str = ""
    once: bool = False
    why: str = ""
    until: str = ""


D = Does
ORDERS = "E-Commerce Law of China, art. 31: records of trades are kept"
BOOKS = "Measures for Accounting Archives, 2015: vouchers and books are kept"
THREE_YEARS = "three years after the trade ended"
THIRTY_YEARS = "thirty years after the year of the entry"
OWN = "user_id = %(person)s"
NAMED = "{} = ANY(%(sole)s)"


def _keep(table: str, columns: str, rows: str, why: str, until: str) -> Personal:
    return Personal(table, tuple(columns.split()), D.KEEP, rows, why=why, until=until)


def _other(table: str, columns: str) -> Personal:
    return Personal(table, tuple(columns.split()), D.OTHER)


def _of(table: str, columns: str, does: Does, rows: str, *, once: bool = False) -> Personal:
    return Personal(table, tuple(columns.split()), does, rows, once)


def _named(table: str, *columns: str, once: bool = False) -> list[Personal]:
    return [Personal(table, (column,), D.NAME, NAMED.format(column), once) for column in columns]


PERSONAL: tuple[Personal, ...] = (
    # who they are
    _of("parties_user", "name", D.NAME, "id = %(person)s"),
    _of("parties_user", "email password", D.CLEAR, "id = %(person)s"),
    _other("parties_user", "language zone"),
    _of("account_emailaddress", "email", D.DELETE, OWN),
    _of("mfa_authenticator", "data", D.DELETE, OWN),
    _of("usersessions_usersession", "ip session_key user_agent data", D.DELETE, OWN),
    _of("parties_apitoken", "name", D.NAME, OWN),
    _of("parties_apitoken", "prefix", D.CLEAR, OWN),
    _other("parties_apitoken", "digest scopes"),
    _other("parties_membership", "roles"),
    _of("parties_invitation", "email", D.WITHIN, "email = ANY(%(mails)s)"),
    _other("parties_invitation", "roles language"),
    # what was sent and looked at
    _of("messaging_mail", "to subject body error", D.DELETE, '"to" = ANY(%(mails)s)'),
    _of("messaging_mail", "subject body", D.WITHIN, "company_id = ANY(%(companies)s)"),
    _of("discovery_savedsearch", "name query", D.DELETE, OWN),
    _of("discovery_seen", "", D.DELETE, OWN),
    _of("privacy_export", "path sha256", D.DELETE, OWN),
    _other("privacy_erasure", "pseudonym"),
    _of("privacy_hold", "reason release_reason", D.WITHIN, OWN),
    _other("privacy_hold", "tables"),
    # the addresses of their companies
    _of("logistics_deliveryaddress", "phone district street", D.CLEAR,
        "(recipient = ANY(%(names)s) AND company_id = ANY(%(companies)s)) OR company_id = ANY(%(alone)s)"),
    _of("logistics_deliveryaddress", "recipient", D.NAME,
        "(recipient = ANY(%(names)s) AND company_id = ANY(%(companies)s)) OR company_id = ANY(%(alone)s)"),
    _of("parties_company", "address phone", D.CLEAR, "id = ANY(%(alone)s)"),
    # under whose name something was done
    _of("audit_auditentry", "actor_name", D.NAME, "user_id = %(person)s AND actor_name <> ''", once=True),
    _of("audit_auditentry", "facts", D.WITHIN, "user_id = %(person)s OR subject_id = %(person)s::text", once=True),
    _other("audit_auditentry", "verb actor subject_type subject_id state_before state_after"),
    _of("audit_answer", "body", D.WITHIN,
        "scope = ANY(SELECT 'api:' || unnest(%(companies)s::text[])) OR scope LIKE '%%:' || %(person)s", once=True),
    _of("catalog_productversion", "by_name", D.NAME, "by_id = %(person)s", once=True),
    _other("catalog_productversion", "facts changes"),
    _of("inventory_movement", "by_name", D.NAME, "by_user_id = %(person)s", once=True),
    _of("inventory_movement", "reason", D.WITHIN, "by_user_id = %(person)s", once=True),
    _other("inventory_movement", "ref"),
    *_named("deals_termsversion", "made_by", once=True),
    *_named("parameters_parameter", "set_by", once=True),
    *_named("payments_transferslip", "uploaded_by", once=True),
    _of("catalog_bulkrun", "asked_by_name", D.NAME, "asked_by_id = %(person)s"),
    _other("catalog_bulkrun", "value language"),
    _of("catalog_importrun", "started_by_name", D.NAME, "started_by_id = %(person)s"),
    _of("catalog_importrun", "file_name", D.WITHIN, "started_by_id = %(person)s"),
    _other("catalog_importrun", "file_sha256 path encoding delimiter sheet header signature columns notes answers step "
           "problem problem_facts"),
    _of("catalog_productchange", "asked_by_name", D.NAME, "asked_by_id = %(person)s"),
    _of("catalog_productchange", "decided_by_name", D.NAME, "decided_by_id = %(person)s"),
    _of("catalog_productchange", "reason", D.WITHIN, "%(person)s IN (asked_by_id, decided_by_id)"),
    _other("catalog_productchange", "draft changes"),
    *_named("discovery_synonym", "changed_by_name"),
    _other("fx_quote", "base quote"),
    *_named("customs_classification", "said_by"),
    _other("customs_classification", "origin national"),
    _other("landedcost_frozenquote", "number title country currency card asked told digest"),
    _of("landedcost_scenario", "name", D.DELETE, OWN),
    _other("landedcost_scenario", "asked"),
    _other("discovery_synonym", "word language same_as topic"),
    *_named("deals_deal", "opened_by"),
    *_named("domestic_cartline", "added_by"),
    *_named("payments_unmatchedfund", "decided_by"),
    *_named("payments_bankline", "entered_by"),
    *_named("payments_refund", "requested_by"),
    *_named("payments_payoutaccount", "claimed_by", "verified_by"),
    _of("payments_payoutbatch", "made_by", D.NAME, "made_by_user = %(person)s"),
    _of("payments_payout", "asked_by", D.NAME, "asked_by_user = %(person)s"),
    _of("payments_payout", "settled_by", D.NAME, "settled_by_user = %(person)s"),
    _of("places_beltmember", "evidence reason", D.WITHIN,
        "verified_by_id = %(person)s OR company_id = ANY(%(companies)s)"),
    _of("parties_licence", "reason", D.WITHIN, "%(person)s IN (submitted_by_id, reviewer_id, verified_by_id)"),
    _of("catalog_approvedbuyer", "note", D.WITHIN, "buyer_company_id = ANY(%(companies)s)"),
    # kept, and why
    _keep("parties_licence", "claimed_name claimed_number path file_name verified_name verified_number",
          "submitted_by_id = %(person)s",
          "E-Commerce Law of China, art. 27 and 31: what a platform checked about a business is kept",
          "three years after the company left"),
    _keep("deals_termsversion", "terms", "made_by = ANY(%(sole)s)", ORDERS, THREE_YEARS),
    _keep("domestic_spotorder", "address note refund_note",
          "deal_id IN (SELECT id FROM deals_deal WHERE buyer_id = ANY(%(companies)s))", ORDERS, THREE_YEARS),
    _keep("logistics_trackingevent", "context place", "", ORDERS, THREE_YEARS),
    _keep("payments_payoutaccount", "holder bank number note", "company_id = ANY(%(companies)s)", BOOKS, THIRTY_YEARS),
    _keep("payments_payout", "holder bank account_number bank_ref failure", "company_id = ANY(%(companies)s)",
          BOOKS, THIRTY_YEARS),
    _keep("payments_payoutbatch", "content", "", BOOKS, THIRTY_YEARS),
    _keep("payments_unmatchedfund", "payer_name payer_account payer_bank note",
          "credited_company_id = ANY(%(companies)s)", BOOKS, THIRTY_YEARS),
    _keep("payments_bankline", "payer_name payer_account payer_bank text", "", BOOKS, THIRTY_YEARS),
    _keep("payments_transferslip", "path", "", BOOKS, THIRTY_YEARS),
    _keep("payments_inboundnotice", "fields", "", BOOKS, THIRTY_YEARS),
    _keep("payments_refund", "reason", "", BOOKS, THIRTY_YEARS),
    _other("payments_payout", "number currency"),
    _other("payments_payoutbatch", "number currency encoding sha256"),
    _other("payments_unmatchedfund", "provider_ref currency number"),
    _other("payments_bankline", "bank_ref currency"),
    _other("payments_transferslip", "sha256 media_type"),
    _other("payments_refund", "number currency failure"),
    _other("deals_deal", "number currency terms_hash"),
    _other("deals_termsversion", "hash"),
    _other("logistics_freighttemplate", "name carrier currency"),
    _other("domestic_cartline", "unit"),
    _other("parameters_parameter", "code"),
    _other("parties_licence", "sha256 media_type verified_sha256"),
)  # fmt: skip


def kept() -> frozenset[tuple[str, str]]:
    """The columns under a legal duty."""
    return frozenset((row.table, column) for row in PERSONAL if row.does is D.KEEP for column in row.columns)


def tables() -> list[str]:
    """Every table with personal data, for holds."""
    return sorted({row.table for row in PERSONAL if row.does is not D.OTHER})
