"""Documents of word processors, PDF and EPUB → their text, as somebody would have typed it.

One module a kind: bytes → paragraphs and rows of tables, in reading order (`layout.Block`). Heads
and feet of pages, notes, comments and what is hidden or deleted are left out, and the properties of
a document (its author, its day, its title) too: they are those of the file, of the machine or of
the template, seldom those of the article. They must not know articles, nor exports.
"""
