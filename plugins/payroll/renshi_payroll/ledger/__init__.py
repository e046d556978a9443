"""The year ledger: what each employee earned and was taxed in a tax year, written by closed runs only."""
