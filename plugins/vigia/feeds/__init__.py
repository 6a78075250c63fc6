"""What a feed document says: reading it, telling its entries apart, and when to look again. No I/O."""
