"""What can be seen of a recording: whether a face is there, how many, which way it turns. Physical facts, no feelings.

Imported by the analyser processes alone, but for `policy`.
"""
