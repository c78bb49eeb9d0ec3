"""The one reader of tables, for the window and for the commands.

A source (text, ``.xlsx`` or ``.parquet``) gives lines; lines are cut into cells; the layout is
guessed by comparing the possible readings with each other; the columns get a kind; chosen columns
become points. `open_table` is the door; `Table.doubts` holds what the file leaves open: the window
asks there, the commands refuse.
"""
