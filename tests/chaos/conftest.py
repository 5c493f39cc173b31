"""What the harness borrows from its neighbours."""

from tests.payments.conftest import alipay_keys  # noqa: F401
from tests.payments.test_alipay_whole_way import cast_here, simulator  # noqa: F401
