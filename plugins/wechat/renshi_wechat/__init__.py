"""WeChat (微信) for Renshi: notices out, requests in, one binding per employee and account."""
