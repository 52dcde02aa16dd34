"""What can be decided about chats without talking to anyone. Pure."""
