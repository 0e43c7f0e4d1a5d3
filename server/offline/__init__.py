"""What an operator, or anybody with a receipt, does from the command line beside the server."""
