"""What does the page say? Fetching and understanding the pages where papers appear.

A fetcher turns a :class:`~scrapers.types.Source` into :class:`~scrapers.types.Page` objects; a parser turns a page
into a :class:`~scrapers.types.Listing`. Neither knows of the store or of the bot.
"""
