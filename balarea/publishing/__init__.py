"""Messages of official accounts: draft, check, approval, delivery."""
