"""Mail: notices over the company's own SMTP server."""
