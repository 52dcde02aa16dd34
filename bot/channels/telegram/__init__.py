"""Telegram: the one seam to the Bot API, and the way out to chats."""
