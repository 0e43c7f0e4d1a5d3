"""The pages that the server draws: plain HTML and forms that work without a script, one module a noun."""
