"""How messages look in a chat. Pure."""
