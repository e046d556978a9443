"""Learning from people's marks how good an answer is where a model answer exists (a case task, a knowledge question).

``words`` reads text, ``likeness`` measures an answer against the question and its model answers, ``neighbours`` against
answers to the same question that people marked before, and ``judge`` learns from marks. Needs the extra ``[ranking]``.
"""
