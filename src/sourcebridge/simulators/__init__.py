"""The outside world of a demo: a cashier that speaks Alipay's protocol and a tracker that speaks kuaidi100's.

A process of its own with its own keys and journal; it shares no code with the adapters, so that neither hides the
other's mistakes. No real money, no real parcel. Listens on 127.0.0.1 only.

Owns: the files under its data folder. Announces: signed notices and pushes. Listens to: the platform's calls.
"""
