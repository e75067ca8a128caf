"""Telegram, as a bot: people write to it alone, or name it in a group."""
