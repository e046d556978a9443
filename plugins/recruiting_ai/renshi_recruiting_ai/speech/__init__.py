"""What can be heard: who speaks when, how fast, with what intonation, and in which words.

Pure functions over 16-bit mono samples at 16 kHz, imported by the analyser processes alone: torch, SpeechBrain and
onnxruntime never enter a web or worker process.
"""
