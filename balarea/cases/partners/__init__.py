"""What everybody and other systems may read of cases."""
