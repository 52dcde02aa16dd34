"""The command ``paperround``: thin doors over the use cases. They read arguments, call, and print."""
