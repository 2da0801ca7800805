"""How a feedback letter is read: bytes to lines, lines to paragraphs, paragraphs to what they say."""
