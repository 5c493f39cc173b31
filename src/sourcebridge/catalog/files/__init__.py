"""Tables in files: which kind a file is, its rows in bounded memory, what its columns mean, and the way back out.

Pure: nothing here knows the database. A workbook is read by a process of its own with a limit on its memory.
"""
