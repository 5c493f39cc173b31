"""Alipay page pay (电脑网站支付): `protocol` is pure (sign, verify, build, read), `client` calls the gateway."""
