"""The pages: each shows what queries say and asks services to write."""
