"""Text out of résumé files, in a process of its own with limits of time and memory."""
