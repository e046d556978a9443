"""Files that leave the house: slips, bank, tax, insurance, cost and journal; who made and took each."""
