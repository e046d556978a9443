"""What a closed run becomes for the tax office, the bank's neighbours and the books."""
