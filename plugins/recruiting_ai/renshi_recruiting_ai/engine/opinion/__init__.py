"""A language model's opinion on one criterion: what it is sent, what it is asked, and what of its reply is believed."""
