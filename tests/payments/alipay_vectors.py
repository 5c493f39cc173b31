"""Published vectors of Alipay's RSA2, each with its address. None of these keys guards anything."""

CHLOEREI = "https://github.com/chloerei/alipay test/test_helper.rb, test/alipay/client_test.rb"
CHLOEREI_PRIVATE = """-----BEGIN PRIVATE KEY-----
MIICdgIBADANBgkqhkiG9w0BAQEFAASCAmAwggJcAgEAAoGBAKM1WEl/09gMU3U8
V3hJcS/GaMPR2f7FDiVC7qjwdsZfPh179FFVMkMvjyrDGfzWVqvlw1IiNueENFeb
19lyvO7BuOrFc6/Y6/sxkBr9YkRx++nddxKDEo8HngUtW8ej+vG4wrbGmmzjsulz
u+mmS+Leh9tdbrVL5pPRNYWRQxOfAgMBAAECgYB7xOSjOJFK8m4IJi6fRfLULD8e
4XHUR1Qm5c9fxpwMbAYLDgmF9HodgV+tKi/3EgTAb4nkK5Y/lH6tQb47ZUvo/lKz
RlIVZ6Rm76V07g/+5exIZzTyvdD9T2fLeYQwKV/2JYUv0KSYWPvWykdaV4aNkCuw
mxTUjvhDxK/Ns31CIQJBANI1Y3gGBqbBIN9wxjx3ShBtt/U8YnipUJ92eTI7OU9p
ZsCIFPoeYG/X40miwDb5ouPnvJTtzuY4PkPokEefN9MCQQDGwurqa8RNK2APA62U
CdZbJuWimkdHEc53IKvD/l2tWVFqhVAy8bs+3LGzBNfuxUuAxOoQm9n0IVRaH5jn
l8GFAkEAijuTmsUTsKsGDAmkQvULHnyYYUuBUem92+9TycWKbX9Zk7ipWsWJE2N7
0tuU3VISXR7yM1mjGl/YCl4wKvk4AwJAE1DkBY4dkKZTeoIP/2AJXehkzq2Rmb2I
RBl/t9djgTI58FEuXxUQ7mYCOvSQi5rO4J/CY4TR5KDMksmZUYB1BQJAIEfVDxz4
5yoHL7L+6EoC5TWxUxFMN7z7FhObyKeaLKj3inEsbjfcPCA09zPUce0FSKBc/dVh
DEorJMaPK5vXiA==
-----END PRIVATE KEY-----
"""
CHLOEREI_QUERY = (
    "app_id=2016000000000000&charset=UTF-8&sign_type=RSA2&version=1.0&timestamp=2016-04-01+00%3A00%3A00"
    "&method=alipay.trade.page.pay&biz_content=%7B%22out_trade_no%22%3A%2220160401000000%22%2C%22product_code%22%3A%22"
    "FAST_INSTANT_TRADE_PAY%22%2C%22total_amount%22%3A%220.01%22%2C%22subject%22%3A%22test%22%7D"
    "&app_cert_sn=28d1147972121b91734da59aa10f3c16"
    "&alipay_root_cert_sn=28d1147972121b91734da59aa10f3c16_28d1147972121b91734da59aa10f3c16"
    "&sign=SEOXB35dlg5c4P1dwFnZDuvI%2FAsjMx6rfC9Y2F83lLx86GK1C1bQ05HR%2Fw%2FQhAbnXVIKt1%2Fh9IrDx6q8mlalQbWiNMrWHDZHm5"
    "%2FMFYln29LDNxtOT9T3s4bSvzzwfjzmnock68H7dW%2BJm%2Bbf5q6KFzen6iiR3%2Fy9BPwgldJhRh0%3D"
)

NODE_AID = "https://github.com/kibamaple/node-aid test/alipay.test.js"
NODE_AID_PUBLIC = (
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAl3p4ZpMKC98UrRws+0n4AVH/zlVN20RoTix8iIarEJ/5yscCDnPUn+myt6EEH84B9TqZ"
    "r7msH93TJAOcpOLUvrBPB/R+Dd8wIYIAFQ8pDEVJaDswxOmdajv/N9OtbVVN0yLOIETrv3Lm7Mea7Pam5rtbVL5hbApLZXyAvq7z0zINNlkZOPQs"
    "032B96MbbgH4oIgVxezaI4B/xmRL+LcIQNwe9RNK7ZzdIwaqEgRMzkfwBcy7QfRLwbSZ+DRaiW3px1j6VX4Ozle/Qc1nJcwDsO0bxGZZPpzsfGvQ"
    "WcTl9rVtvTINCQK7+I7rH6ui7+hwltln2eABNSgzaeC79UXyMwIDAQAB"
)
NODE_AID_NOTICE = (
    "app_id=2014072300007148&charset=utf-8&sign_type=RSA2&notify_id=ac05099524730693a8b330c5ecf72da9786"
    "&notify_time=2018-06-07%2000%3A00%3A00&notify_type=trade_status_sync&out_trade_no=201806071234567890"
    "&sign=krrg%2FA2VP3nskl0V%2FSdEMHYV%2FD94Bsm5wn5d3wGgAnwE2n2NYC9b9ATQZURMAlvPqjNw1zZbkji%2BFbHFXla5O97T%2FJrUULoxL8"
    "eSYZY%2FMqeqW3wCQr8mnqvxnbTw240rHH6gbTsG0YT6sIftkdgpFT3t9jgNeXRxe7NlPpw%2BMAWD7STVFubeBpWPEfuOfN9%2Ba%2FZOJTgvh1WD"
    "CMRQ8kt61utokkRie3H5HQtKlBHR%2BfvMNI58ShE7fFrYQVpOBngCDAH%2BbRUOqvKmK2J8M7hDIjamTQpBYlyfrZR0jPA%2Fs82FMaJU3xDF8FXD"
    "QqDPLuRALXy04fHoEL9o%2FLP2%2BfP6fA%3D%3D&total_amount=1.01&trade_no=2018000000011111&trade_status=TRADE_SUCCESS"
    "&version=1.0"
)

PRODUCTION = (
    "https://github.com/alipay/alipay-sdk-nodejs-all test/alipay.test.ts: a notice Alipay itself signed on 2019-08-15, "
    "published with its public key by the vendor"
)
PRODUCTION_PUBLIC = (
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAqObrdC7hrgAVM98tK0nv3hSQRGGKT4lBsQjHiGjeYZjOPIPHR5knm2jnnz/YGIXIofVH"
    "kA/tAlBAd5DrY7YpvI4tP5EONLtZKC2ghBMx7McI2wRD0xiqzxOQr1FuhZGJ8/AUokBzJrzY+aGX2xcOrxFYRlFilvVLTXg4LWjR1tdPkO6+i7wQ"
    "ZAIVMClPkwVRZEbaERRHlKqTzv2gGv5rDU8gRoe1LeaN+6BlbTqHWkQcNCUNrA8C6l17XAXGKDsm/9TFWwO8EPHHHCaQdjtV5/FdcWIt+L8SR1ss"
    "7EXTjYDFtxcKVv9rEoY1lX8T4mX+GbXfZHraG5NCF1+XioL5JwIDAQAB"
)
PRODUCTION_NOTICE = {
    "gmt_create": "2019-08-15 15:56:22",
    "charset": "utf-8",
    "seller_email": "z97-yuquerevenue@service.aliyun.com",
    "subject": "语雀空间 500人规模",
    "sign": (
        "QfTb8tqE1BMhS5qAnXtvsF3/jBkEvu9q9en0pdbBUDDjvKycZhQb7h8GDs4FKfi049PynaNuatxSgLb/nLWZpXyyh0LEWdK2S6Ri7nPwrVgOs08z"
        "ugLO20vOQz44y3ti2Ncm8/wZts1Fr2gZ7pShnVX3d1B50hbsXnObT1r/U8ONNQjWXd0HIul4TG+Q3fm3svmSvFEy0WnzuhcyHPX5Gm4ELNctL6Qd"
        "5YniGJFNcc7kopHYtI/XD9YCKCH6Ct02rzUs9i11C9CsadtZn+WhxF26Dqt9sGEFajkJ8cxUTLi8+VCpLHsgPE8P0y095uQcDdK0YjCh4x7wVSov"
        "+lrmOQ=="
    ),
    "buyer_id": "2088102534368455",
    "invoice_amount": "0.10",
    "notify_id": "2019081500222155624068450559358070",
    "fund_bill_list": '[{"amount":"0.10","fundChannel":"ALIPAYACCOUNT"}]',
    "notify_type": "trade_status_sync",
    "trade_status": "TRADE_SUCCESS",
    "receipt_amount": "0.10",
    "buyer_pay_amount": "0.10",
    "sign_type": "RSA2",
    "app_id": "2019073166072302",
    "seller_id": "2088531891668739",
    "gmt_payment": "2019-08-15 15:56:24",
    "notify_time": "2019-08-15 15:56:25",
    "version": "1.0",
    "out_trade_no": "20190815155618536-564-57",
    "total_amount": "0.10",
    "trade_no": "2019081522001468450512505578",
    "auth_app_id": "2019073166072302",
    "buyer_logon_id": "xud***@126.com",
    "point_amount": "0.00",
}

ANSWER = "https://github.com/alipay/alipay-sdk-nodejs-all test/alipay.test.ts, an answer of the real gateway"
ANSWER_PUBLIC = (
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAk7LzhmMa2c4qQd4fqAqenfbuFoA7stPKvoS1LrZEsVnOOGUUjwoa1oU9xsSPjcOWhIer"
    "U/VAN4J95GIAXx59ipcleIyfLn2FhHXPgLJpvo+b2jJFyn/1/DbeJDh+0yDVAOf50Z7HhI0mdUhFMkXlT7BU0ZMtJf/TmISFEfhDU/w6qFd6D42L"
    "97byAkq0K6LroglSVF24GqJEa7hSeUIkZWj7RasykXrc2uVJ1+ejkXE0LyPxa2AHykMGbJLf5SiZvaNzUZgnKIR36mLOHpQ/2JCXxhXZYUWHzy0k"
    "MH54JcUEeksFWBYLGvLjV1phbcUIc3Q76tIuqApY6E222OoZZQIDAQAB"
)
ANSWER_METHOD = "alipay.open.file.upload"
ANSWER_BODY = (
    '{"alipay_open_file_upload_response":{"code":"10000","msg":"Success","file_id":"CAxAToWB1JsAAAAAAAAAAAAADgSLAQBr"},'
    '"sign":"F+LDzpTNiavn7xVZPGuPCSSVRSmWzJGgtuji6tVELGEaqMaNj0jRKXUEr5nloZJBBmwEnddOyCjjepMmrTKTvoOqQ0Efxpr/R1iEeHTH'
    "Vbb/Q8TTh6Up5gHJDkILdaWS2q1cWeQ6VT+HQY9P3WRXS7uhILHuDODIhpAyCu5KhWGt0rMCIG+Im6NODJP2oohtSCtmTFXg58HH587Z2y2bdbjz"
    "OxLvzD9IrU1imghXQ2S/Q+wMIvRk9on6cWnBLkrNvJKapA2ReNGWOwyuASvB9zDVzhMPbR+3mfRGkVDxsq5HYLjBKGskJMXHw0HuugZij6ScRuaL"
    'PODhmHwr/pJ9yw=="}'
)

EXTRACTION = (
    "https://github.com/alipay/alipay-sdk-java-all "
    "v2/src/test/java/com/alipay/api/internal/util/AlipaySignatureTest.java"
)
