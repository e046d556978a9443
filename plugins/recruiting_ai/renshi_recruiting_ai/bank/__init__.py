"""The question bank: questions per industry and position, in Chinese and English, from which a plan is put together."""
