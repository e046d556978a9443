"""Bank payment files (银行代发文件): no national format exists, so a format is data that a company edits."""
