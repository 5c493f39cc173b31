"""Nouns: people, companies, who works where, who is invited, what is verified, and tokens for programs."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from sourcebridge.kit.models import Stored
from sourcebridge.parties.states import INVITATION, LICENCE, InvitationState, LicenceState


class UserManager(BaseUserManager["User"]):
    """Creates people by mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person with a usable or no password; the address is stored in lower case."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Sign-in by mail address in any letter case."""
        return self.get(email=(username or "").lower())


class User(Stored, AbstractBaseUser):
    """One person; `language` and `zone` (IANA) decide how pages speak to them."""

    email = models.EmailField(_("mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    zone = models.CharField(max_length=40, default="Asia/Shanghai")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    current_company = models.ForeignKey(
        "parties.Company", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    def __str__(self) -> str:
        return self.name or self.email


class Company(Stored):
    """A trading company, or the one that runs the platform (`is_platform`).

    Supplier and buyer are not kinds of company: any company may buy, and one with `sells` has a shop.
    """

    name = models.CharField(_("registered name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    country = models.CharField(max_length=2, default="CN")
    region = models.CharField(_("province and city"), max_length=120, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    sells = models.BooleanField(_("sells"), default=False)
    is_platform = models.BooleanField(default=False)
    founded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_platform"], condition=models.Q(is_platform=True), name="one_platform_company"
            ),
            models.UniqueConstraint(
                fields=["credit_code"], condition=~models.Q(credit_code=""), name="one_company_per_credit_code"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(Stored):
    """A person in a company with roles; a left membership stays as history."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="memberships")
    roles = ArrayField(models.CharField(max_length=12))
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "company"], condition=models.Q(left_at=None), name="one_membership_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} @ {self.company}"


class ApiToken(Stored):
    """A program's key: shown once, stored as SHA-256; acts for its person in its company within its scopes.

    A token without company belongs to a person who has none yet (founding or joining one by API).
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    company = models.ForeignKey(Company, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=60))
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class Invitation(Stored):
    """An invitation to one mail address; its link carries a signed id, so no secret is stored."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(_("mail address"))
    roles = ArrayField(models.CharField(max_length=12))
    language = models.CharField(max_length=10, default="zh-hans")
    state = models.CharField(max_length=10, choices=InvitationState, default=InvitationState.OPEN)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            INVITATION.constraint("invitation_state"),
            models.UniqueConstraint(
                fields=["company", "email"], condition=models.Q(state="OPEN"), name="one_open_invitation_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} → {self.company}"


class LicenceKind(models.TextChoices):
    """What a document proves."""

    BUSINESS_LICENCE = "BUSINESS_LICENCE", _("Business licence")
    BANK_PERMIT = "BANK_PERMIT", _("Bank account permit")
    EXPORT_FILING = "EXPORT_FILING", _("Import and export filing")
    PRODUCT_CERTIFICATE = "PRODUCT_CERTIFICATE", _("Product certificate")
    OTHER = "OTHER", _("Other document")


class Licence(Stored):
    """A document and what it claims; what was verified stands in columns of its own (domain.md A1).

    `claimed_*` is what the company wrote, `verified_*` what the named operator read on the document with this hash.
    Dates are calendar days in Asia/Shanghai; `valid_until` is the last valid day, empty = no end.
    """

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="licences")
    kind = models.CharField(_("document"), max_length=20, choices=LicenceKind)
    claimed_name = models.CharField(_("name on the document"), max_length=200)
    claimed_number = models.CharField(_("number on the document"), max_length=60)
    claimed_until = models.DateField(_("valid until"), null=True, blank=True)
    path = models.CharField(max_length=200)
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    review_due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=LicenceState, default=LicenceState.SUBMITTED)
    reviewer = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    verified_name = models.CharField(max_length=200, blank=True)
    verified_number = models.CharField(max_length=60, blank=True)
    verified_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_sha256 = models.CharField(max_length=64, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            LICENCE.constraint("licence_state"),
            models.CheckConstraint(
                condition=~models.Q(state="APPROVED")
                | (models.Q(verified_by__isnull=False, verified_at__isnull=False) & ~models.Q(verified_sha256="")),
                name="licence_verified_by_someone",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="REJECTED") | ~models.Q(reason=""), name="licence_rejected_with_reason"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=sorted(LicenceKind.values)), name="licence_kind"),
        ]
        indexes = [models.Index(fields=["state", "review_due_at"], name="licence_queue")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.claimed_number}"
