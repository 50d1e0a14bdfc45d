"""Requests off the wire and replies onto it; with `app.py` and the proxy, what knows aiohttp."""
