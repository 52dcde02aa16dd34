"""The ways out: one small file each. A vendor's errors become :class:`bot.channels.types.DeliveryError`."""
