"""
References written by hand in MDX, as Dify publishes for its apps.

A `<Heading url= method= />` opens an operation; below it stand sections of members, alternatives by
event and errors, and samples that repeat much of it. Since people wrote it, every rule has
exceptions: what was concluded is reported, and so is everything that contradicts something else.
"""

from contract.reading.mdx.document import read, recognise

__all__ = ["read", "recognise"]
