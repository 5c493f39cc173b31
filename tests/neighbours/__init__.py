"""What one company, visitor or file can do to another: nothing."""
