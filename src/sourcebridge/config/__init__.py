"""The only place that knows everyone: settings, addresses, the assembled API, the worker."""
