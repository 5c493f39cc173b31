"""Are the tests strong? Small faults are put into the code that money and rights hang on, and a test must notice."""
