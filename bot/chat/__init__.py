"""The door of the chats: what people say and tap, and what they are answered. Over the same use cases as every door."""
